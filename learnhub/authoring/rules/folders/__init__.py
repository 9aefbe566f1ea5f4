"""What a course folder holds; pure."""
