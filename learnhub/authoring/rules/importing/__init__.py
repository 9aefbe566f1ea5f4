"""How a document becomes units and lessons; pure."""
