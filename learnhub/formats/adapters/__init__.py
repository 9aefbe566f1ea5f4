"""Writers of the alternative formats."""
