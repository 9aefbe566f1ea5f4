"""Components are rendered without a database."""

from tests.components.rendering import component_app, render  # noqa: F401
