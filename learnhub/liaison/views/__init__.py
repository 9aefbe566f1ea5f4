"""Pages of liaisons, of the people they act for, and of the office that names them."""

from learnhub.liaison.views import liaisons, office, own
from learnhub.liaison.views.blueprint import bp

__all__ = ["bp", "liaisons", "office", "own"]
