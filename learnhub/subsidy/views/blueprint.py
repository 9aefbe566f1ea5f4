"""The blueprint that the modules of subsidy's pages share."""

from flask import Blueprint

bp = Blueprint("subsidy", __name__)
