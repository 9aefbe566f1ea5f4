"""Speech engines, the MP3 encoder and the cue file: one module for each outside thing."""
