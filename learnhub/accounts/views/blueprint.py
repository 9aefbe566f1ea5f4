"""The blueprint that all pages about people hang on."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
