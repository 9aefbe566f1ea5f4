"""Health of the running site."""

import sqlalchemy as sa
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from learnhub.web import public, reading

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
@public("a monitor asks it")
def healthz() -> ResponseReturnValue:
    """Answer whether the database can be read."""
    with reading() as session:
        session.execute(sa.text("SELECT 1"))
    return jsonify(status="ok")
