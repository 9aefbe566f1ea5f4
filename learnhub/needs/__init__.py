"""The yearly survey of what people want to learn, how, and what is in their way (培训需求调查)."""
