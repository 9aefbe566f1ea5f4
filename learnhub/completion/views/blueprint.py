"""The blueprint that all rooms of these pages share."""

from flask import Blueprint

bp = Blueprint("completion", __name__)
