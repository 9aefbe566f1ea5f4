"""Outside things: the password hash, the cipher, the key files."""
