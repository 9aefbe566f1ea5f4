"""Programs that work for this one."""
