"""Send a file of the store: whole or one stretch of it, with its true type and an unchanging tag."""

from pathlib import Path

from flask import request, send_file
from flask.wrappers import Response

_OUT_OF_RANGE = "要的这一段不在文件里。请从头打开，或者只要一段。\n"


def file_answer(path: Path, content_type: str, *, tag: str, cache: str, download_name: str = "") -> Response:
    """Answer with a file: 200, 206 for one range, 304, or 416 with its length for ranges that it can't give.

    tag: changes with the content (its address in the store). cache: the Cache-Control line. download_name: offered for keeping
    under this name; empty: shown in the page. Several ranges in one request are refused: players ask for one, and a list of
    thousands would cost the server more than the file.
    """
    ranges = request.range
    size = path.stat().st_size
    if ranges is None or ranges.units != "bytes":
        request.environ.pop(
            "HTTP_RANGE", None
        )  # not understood: the whole file is a right answer (RFC 9110, 14.2)
    elif len(ranges.ranges) != 1 or ranges.range_for_length(size) is None:
        answer = Response(_OUT_OF_RANGE, 416, content_type="text/plain; charset=utf-8")
        answer.headers["Content-Range"] = f"bytes */{size}"
        answer.headers["Accept-Ranges"] = "bytes"
        answer.headers["Cache-Control"] = "no-store"
        return answer
    answer = send_file(
        path,
        mimetype=content_type,
        conditional=True,
        etag=tag,
        as_attachment=bool(download_name),
        download_name=download_name or None,
    )
    if not download_name:
        answer.headers["Content-Disposition"] = "inline"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = cache
    return answer
