"""A made province: everything of one, through the rules and services that people's own deeds go through."""

from learnhub.ops.service.province.steps import Ground, ProvinceFill, Step, begin, steps

__all__ = ["Ground", "ProvinceFill", "Step", "begin", "steps"]
