"""Classes (班次): their timetable, who is in them, and offline attendance."""
