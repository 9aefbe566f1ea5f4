"""Read the training packages that come with the product: content/training-packages/*.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from learnhub.authoring.rules.training_packages import LessonPlan, PackageUnit, TrainingPackage
from learnhub.catalogue.rules import UnitMode
from learnhub.primitives import is_slug

_FORMAT = 1


def read_training_packages(folder: Path) -> list[TrainingPackage]:
    """Return the packages of a folder by title; none where there is no such folder.

    ValueError names the file that isn't a package: these files are part of the product and tested with it.
    """
    return sorted((_read(path) for path in sorted(folder.glob("*.toml"))), key=lambda package: package.title)


def _read(path: Path) -> TrainingPackage:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        if told["format"] != _FORMAT or told["slug"] != path.stem:
            raise ValueError("format or slug")
        return TrainingPackage(
            slug=told["slug"],
            title=told["title"],
            notice=told["notice"],
            summary=told["summary"],
            category=told["category"],
            training_type=told["training_type"],
            level=told["level"],
            certificates=tuple(told["certificates"]),
            units=tuple(_unit(unit) for unit in told["units"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no training package: {error}") from error


def _unit(told: Mapping[str, Any]) -> PackageUnit:
    lessons = tuple(LessonPlan(one["slug"], one["title"]) for one in told.get("lessons", ()))
    if not all(is_slug(lesson.slug) for lesson in lessons):
        raise ValueError(f"a slug of {told['title']}")
    return PackageUnit(
        told["title"], UnitMode(told["mode"]), told["planned_class_hours"], tuple(told["skills"]), lessons
    )
