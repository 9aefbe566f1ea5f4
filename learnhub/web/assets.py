"""Static files under an address that changes with their content; style sheets joined into one file.

A slow phone pays about 400 ms for each further file (FACTS), so all CSS is one file. Scripts are modules whose relative imports
inherit the digest from the path.
"""

import hashlib
from pathlib import Path

from flask import Flask, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.web.access import public

_YEAR_SECONDS = 31_536_000
# Said here, because what a machine's own table says of scripts differs.
_KINDS = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


class Assets:
    """The static files of the program, read once at start."""

    def __init__(self, folder: Path) -> None:
        css = folder / "css"
        parts = [css / "tokens.css", css / "base.css", css / "layout.css"]
        parts += sorted((css / "components").glob("*.css"))
        parts += [css / "utilities.css"]
        self.style = "\n".join(part.read_text(encoding="utf-8") for part in parts if part.exists())
        # All other files too: they are few and small, and no path from an address ever reaches the disk.
        self.files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".css"
        }
        digest = hashlib.sha256(self.style.encode())
        for name, content in self.files.items():
            digest.update(name.encode() + content)
        self.digest = digest.hexdigest()[:12]


def install(app: Flask, folder: Path) -> None:
    """Serve the static files and give templates `asset("js/main.js")`."""
    holder = [Assets(folder)]

    def assets() -> Assets:
        if app.debug:
            holder[0] = Assets(folder)
        return holder[0]

    @public("style, scripts and pictures of the program itself")
    def asset_file(digest: str, path: str) -> ResponseReturnValue:
        current = assets()
        if path == "css/site.css":
            response = Response(current.style, content_type="text/css; charset=utf-8")
        elif path in current.files:
            kind = _KINDS.get(Path(path).suffix, "application/octet-stream")
            response = Response(current.files[path], mimetype=kind)
        else:
            abort(404)
        if digest != current.digest:
            # An old page asks for an old version: it gets the present one, but must not keep it.
            response.headers["Cache-Control"] = "no-cache"
        else:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
        return response

    @public("browsers ask for it at this address")
    def favicon() -> ResponseReturnValue:
        icon = assets().files.get("img/icon.svg")
        if icon is None:
            abort(404)
        response = Response(icon, mimetype="image/svg+xml")
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}"
        return response

    @public("what answers on a phone without a network; holds nothing of anybody")
    def service_worker() -> ResponseReturnValue:
        # A worker answers for addresses below its own, and is asked for anew by the same address: so at the root, without a digest.
        script = assets().files.get("js/service-worker.js")
        if script is None:
            abort(404)
        response = Response(script, mimetype="text/javascript")
        response.headers["Cache-Control"] = "no-cache"
        return response

    app.add_url_rule("/service-worker.js", "service_worker", service_worker)
    app.add_url_rule("/static/<digest>/<path:path>", "static", asset_file)
    app.add_url_rule("/favicon.ico", "favicon", favicon)
    app.jinja_env.globals["asset"] = lambda path: url_for("static", digest=assets().digest, path=path)
