"""The blueprint that all pages about speech hang on."""

from flask import Blueprint

bp = Blueprint("speech", __name__)
