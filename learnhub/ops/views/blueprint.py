"""The blueprint that the pages of running a site hang on."""

from flask import Blueprint

bp = Blueprint("ops", __name__)
