"""What offices tell everybody: notices, competitions and jobs, in versions that stay readable."""
