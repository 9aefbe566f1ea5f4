"""What an outsider checks a site with: evidence bundles, samples, lists to compare with, retention."""
