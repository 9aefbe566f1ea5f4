"""The blueprint that all pages of the search hang on."""

from flask import Blueprint

bp = Blueprint("search", __name__)
