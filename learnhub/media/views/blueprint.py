"""The blueprint of media."""

from flask import Blueprint

bp = Blueprint("media", __name__)
