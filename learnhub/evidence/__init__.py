"""The one log of what happened: appended to, chained per subject, sealed, verified."""
