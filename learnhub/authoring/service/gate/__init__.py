"""What the gate says of a folder and of a draft."""
