"""Static files under an address that changes with their content; style sheets joined into one file.

A slow phone pays about 400 ms for each further file (FACTS), so all CSS is one file. Scripts are modules whose relative imports
inherit the digest from the path.
"""

import hashlib
from pathlib import Path

from flask import Flask, abort, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.web.access import public

_YEAR_SECONDS = 31_536_000


class Assets:
    """The static files of the program, read once at start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        css = folder / "css"
        parts = [css / "tokens.css", css / "base.css", css / "layout.css"]
        parts += sorted((css / "components").glob("*.css"))
        parts += [css / "utilities.css"]
        self.style = "\n".join(part.read_text(encoding="utf-8") for part in parts if part.exists())
        digest = hashlib.sha256(self.style.encode())
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".css"):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
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
        else:
            response = send_from_directory(current.folder, path, max_age=_YEAR_SECONDS)
        if digest != current.digest:
            # An old page asks for an old version: it gets the present one, but must not keep it.
            response.headers["Cache-Control"] = "no-cache"
        else:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
        return response

    @public("browsers ask for it at this address")
    def favicon() -> ResponseReturnValue:
        if not (folder / "img" / "icon.svg").exists():
            abort(404)
        return send_from_directory(folder / "img", "icon.svg", max_age=_YEAR_SECONDS)

    app.add_url_rule("/static/<digest>/<path:path>", "static", asset_file)
    app.add_url_rule("/favicon.ico", "favicon", favicon)
    app.jinja_env.globals["asset"] = lambda path: url_for("static", digest=assets().digest, path=path)
