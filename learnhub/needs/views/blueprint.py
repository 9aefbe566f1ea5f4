"""The blueprint of the yearly survey."""

from flask import Blueprint

bp = Blueprint("needs", __name__)
