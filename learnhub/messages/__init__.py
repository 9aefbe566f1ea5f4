"""Messages: an inbox in the site for everybody, SMS and e-mail for whoever asked for them, reminders sent once."""
