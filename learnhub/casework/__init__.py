"""A trainee's file, kept by the trainee's wish: needs, assessment, plan, placements, follow-ups."""
