"""Structured logs without personal numbers."""

import logging
import logging.handlers
import re
import time
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request
from flask.wrappers import Response

_LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９ -]{9,}[0-9０-９Xx]")
_LOG_BYTES_MAX = 20_000_000
_LOG_FILES_KEPT = 20


def mask_numbers(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace every run of eleven or more digits in a log entry: certificate, identity, phone and card numbers."""
    return {key: _masked(value) for key, value in entry.items()}


def configure(level: str, folder: Path | None, *, to_terminal: bool = True) -> None:
    """Write log lines as JSON to stderr, unless that is switched off, and to a rotating file in the folder when one is given.

    The file is rotated by size; twenty are kept, which is more than the six months that 网络安全法 21 asks for on
    a small site. A large site sends stderr to its own collector.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler()] if to_terminal or folder is None else []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                folder / "learnhub.log",
                maxBytes=_LOG_BYTES_MAX,
                backupCount=_LOG_FILES_KEPT,
                encoding="utf-8",
            )
        )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso")],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_numbers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    root = logging.getLogger("learnhub")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    root.setLevel(level)
    root.propagate = False
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def install(app: Flask) -> None:
    """Write one line for each request: route pattern, status and time, never the address as typed."""
    log = structlog.get_logger("learnhub.request")

    def start() -> None:
        g.started_seconds = time.monotonic()

    def finish(response: Response) -> Response:
        if has_request_context() and "started_seconds" in g:
            log.info(
                "request",
                id=g.get("request_id", ""),
                method=request.method,
                route=request.url_rule.rule if request.url_rule else "-",
                status=response.status_code,
                milliseconds=round((time.monotonic() - g.started_seconds) * 1000),
            )
        return response

    app.before_request(start)
    app.after_request(finish)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return _LONG_NUMBER.sub("［数字已隐去］", value)
    if isinstance(value, Mapping):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(inner) for inner in value]
    return value
