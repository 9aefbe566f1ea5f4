"""Administrative divisions by their GB/T 2260 codes."""
