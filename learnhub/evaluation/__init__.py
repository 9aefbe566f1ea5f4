"""Third-party evaluation: a sample of classes that somebody from outside reads, judges and hands in."""
