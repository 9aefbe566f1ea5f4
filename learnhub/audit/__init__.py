"""Who saw and did what, as a list that is only added to."""
