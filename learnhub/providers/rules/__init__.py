"""What holds of training bases: the code of their unit, their life, and what they have."""
