"""One script for each question of speed. Each prints one figure a line, beside a baseline measured in the same run."""
