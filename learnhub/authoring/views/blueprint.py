"""The blueprint that all pages of authoring hang on."""

from flask import Blueprint

bp = Blueprint("authoring", __name__)
