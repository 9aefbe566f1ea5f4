"""Running the site: health, keys, migration, serving, work, backup, verification, demonstration."""
