"""Health of the running site."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from learnhub.ops.service.health import health
from learnhub.ops.views.blueprint import bp
from learnhub.primitives import instant_now
from learnhub.search.service import engine_told
from learnhub.web import public, reading, settings


@bp.get("/healthz")
@public("a monitor asks it")
def healthz() -> ResponseReturnValue:
    """Answer 200 while the database can be read, 503 while it can't."""
    try:
        with reading() as session:
            found = health(session, now=instant_now())
    except DBAPIError:
        return jsonify(status="the database can't be read"), 503
    return jsonify(
        status="ok",
        jobs_waiting=found.jobs_waiting,
        jobs_failed=found.jobs_failed,
        waiting_since=found.waiting_since_at.isoformat() if found.waiting_since_at else None,
        sealed_at=found.sealed_at.isoformat() if found.sealed_at else None,
        search=engine_told(settings()),
    )
