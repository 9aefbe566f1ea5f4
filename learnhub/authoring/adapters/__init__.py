"""Course folders and zips of them."""
