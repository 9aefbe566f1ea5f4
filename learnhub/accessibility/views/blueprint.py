"""The blueprint that all pages about accessibility hang on."""

from flask import Blueprint

bp = Blueprint("accessibility", __name__)
