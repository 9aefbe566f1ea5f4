"""How much does a page cost? Catalogue, course and lesson beside a bare Flask + SQLAlchemy page of the same bytes."""

import http.client

from benchmarks.load import HOST, Measured, get, line, measure
from benchmarks.site import Served, bare_site, real_site

PAGES = {
    "catalogue": "/courses",
    "course": "/courses/blind-massage",
    "lesson": "/courses/blind-massage/lessons/clean-hands",
}
CONNECTIONS = 8
WARM_UP_SECONDS, SECONDS = 2.0, 8.0


def main() -> None:
    """Measure every page and print its figures."""
    with real_site() as (site, _settings):
        for name, path in PAGES.items():
            size = page_bytes(site.port, path)
            with bare_site(size) as bare:
                ours, base = _measured(site, path), _measured(bare, "/")
            line(
                f"{name} page, requests",
                ours.per_second,
                base.per_second,
                "1/s",
                f"bare page of {size} bytes",
            )
            line(f"{name} page, slowest hundredth", ours.p99_ms, base.p99_ms, "ms", "bare")
            line(f"{name} page, CPU", ours.cpu_ms, base.cpu_ms, "ms", "bare")


def page_bytes(port: int, path: str) -> int:
    """Return how many bytes a page of a server has, uncompressed."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return len(body)


def _measured(served: Served, path: str) -> Measured:
    measure(get(path), served.port, served.process_id, connections=CONNECTIONS, seconds_max=WARM_UP_SECONDS)
    return measure(get(path), served.port, served.process_id, connections=CONNECTIONS, seconds_max=SECONDS)


if __name__ == "__main__":
    main()
