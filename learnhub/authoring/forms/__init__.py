"""What may be typed in authoring."""
