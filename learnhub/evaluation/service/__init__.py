"""Name an evaluation, draw its sample, keep what was found, publish it."""
