"""Where the pages of training bases are joined to the program."""

from flask import Blueprint

bp = Blueprint("providers", __name__)
