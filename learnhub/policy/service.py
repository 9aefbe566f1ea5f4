"""The figures in force on this site."""

from functools import lru_cache
from pathlib import Path

from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import Figures


@lru_cache(maxsize=4)
def figures(content_dir: Path) -> Figures:
    """Return all figures of the baseline; read once, as a site is restarted when its files change."""
    return read_figures(content_dir / "policy")
