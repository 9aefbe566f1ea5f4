"""Policy figures: dated, regional, each with its source."""
