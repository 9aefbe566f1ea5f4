"""The blueprint of the formats."""

from flask import Blueprint

bp = Blueprint("formats", __name__)
