"""What is told of a course's subsidy; pure."""

from dataclasses import dataclass
from datetime import date

from learnhub.policy.rules import Figure, Figures
from learnhub.subsidy.rules import LIVING_PER_DAY, TUITION_STANDARD, TUITION_UPLIFT


@dataclass(frozen=True, slots=True)
class SubsidyTold:
    """What the policy of one division says now, never what somebody will get. A figure is None where nothing is written.

    living: for each offline day; tuition: for each person; uplift: per mille of it that the locality has decided.
    """

    region_code: str
    living: Figure | None
    tuition: Figure | None
    uplift: Figure | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures that are named."""
        return tuple(one for one in (self.living, self.tuition, self.uplift) if one is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of the figures, each once."""
        return tuple(dict.fromkeys(figure.source for figure in self.figures))

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return what must be said beside the figures, each once."""
        return tuple(dict.fromkeys(figure.caveat for figure in self.figures if figure.caveat))


def subsidy_told(figures: Figures, region_code: str, on: date) -> SubsidyTold:
    """Look up the figures in force in a division on a day.

    Source: the document named by each figure (content/policy/subsidy.toml).
    """
    return SubsidyTold(
        region_code=region_code,
        living=figures.in_force_or_none(LIVING_PER_DAY, region_code, on),
        tuition=figures.in_force_or_none(TUITION_STANDARD, region_code, on),
        uplift=figures.in_force_or_none(TUITION_UPLIFT, region_code, on),
    )
