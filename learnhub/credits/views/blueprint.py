"""The blueprint of the ledger's pages."""

from flask import Blueprint

bp = Blueprint("credits", __name__)
