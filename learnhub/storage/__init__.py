"""Files by content: a blob's address is the SHA-256 of its bytes."""
