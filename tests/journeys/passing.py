"""Every page that somebody passes on the way through a journey, held to the page checks when the journey is over."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request, request_finished

from tests.journeys.judges import HTML_BYTES_MAX, too_many_stops
from tests.page_checks import faults


@dataclass
class Passed:
    """Pages as the server gave them out, by method and address; a page that came twice is kept as it came last."""

    pages: dict[str, str] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """Return what is wrong with any of them: the page checks, more than 25 stops, more than 30 KB."""
        found = []
        for told, html in self.pages.items():
            lines = [*faults(html), *too_many_stops(html)]
            if len(html.encode()) > HTML_BYTES_MAX:
                lines.append(f"{len(html.encode())} bytes")
            found += [f"{told}: {line}" for line in lines]
        return found


@contextmanager
def every_page(app: Flask) -> Iterator[Passed]:
    """Keep the pages that the site gives out meanwhile; files, sounds and redirects are no pages."""
    passed = Passed()

    def keep(_app: Flask, response: Response, **_: Any) -> None:
        if request.method not in {"GET", "POST"} or response.mimetype != "text/html":
            return  # a piece of a file is answered with nothing
        content = response.get_data()
        if not 300 <= response.status_code < 400:
            if response.content_encoding == "gzip":
                content = gzip.decompress(content)
            passed.pages[f"{request.method} {request.full_path}"] = content.decode("utf-8")

    with request_finished.connected_to(keep, app):
        yield passed
