"""Text to audio, sentence by sentence, with a cue for each."""
