"""Bring old 台账 and registers, and keep what they said."""

from learnhub.intake.service.history import Past, past_count, past_rows, reseal
from learnhub.intake.service.sheets import (
    Told,
    begin,
    cells_of,
    counts,
    end,
    looked_over,
    map_columns,
    mapping_of,
    sheet_or_none,
    take,
    taken_sheets,
)

__all__ = [
    "Past",
    "Told",
    "begin",
    "cells_of",
    "counts",
    "end",
    "looked_over",
    "map_columns",
    "mapping_of",
    "past_count",
    "past_rows",
    "reseal",
    "sheet_or_none",
    "take",
    "taken_sheets",
]
