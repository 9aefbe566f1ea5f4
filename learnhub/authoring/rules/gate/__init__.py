"""What the gate looks for; pure."""
