"""The blueprint that all pages about messages hang on."""

from flask import Blueprint

bp = Blueprint("messages", __name__)
