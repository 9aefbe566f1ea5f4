"""The blueprint that the modules of notices' pages share."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
