"""Plain values of running a site: manifests of backups, the plan of a demonstration; pure."""
