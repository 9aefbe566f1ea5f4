"""What the alternative formats are made of; pure."""
