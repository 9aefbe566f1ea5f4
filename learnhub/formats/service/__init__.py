"""Ways of lessons that are made of their text: audio, braille, books."""

from learnhub.formats.service.audio import (
    SpokenText,
    ask_all_handler,
    ask_by_usage,
    ask_for_all_audio,
    record_files,
    speak_all,
)

__all__ = ["SpokenText", "ask_all_handler", "ask_by_usage", "ask_for_all_audio", "record_files", "speak_all"]
