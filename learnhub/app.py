"""Composition root: builds one site from its packages."""

from collections.abc import Sequence

import jinja2
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from learnhub.accessibility import current as access_profile
from learnhub.accessibility import views as accessibility_views
from learnhub.accounts import views as accounts_views
from learnhub.accounts.views import recognition
from learnhub.authoring import cli as authoring_cli
from learnhub.catalogue import views as catalogue_views
from learnhub.db import Database
from learnhub.jobs.worker import Handler
from learnhub.ops import cli as ops_cli
from learnhub.ops import views as ops_views
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.web import LayoutParts, NavItem, SignedIn, Site, assets, errors, guard, headers, logs
from learnhub.web.access import enforce
from learnhub.web.page import install as install_layout
from learnhub.web.site import EXTENSION

BLUEPRINTS: tuple[Blueprint, ...] = (
    accessibility_views.bp,
    accounts_views.bp,
    ops_views.bp,
    ops_cli.bp,
    authoring_cli.bp,
    catalogue_views.bp,
)

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """Build a site. Tests hand in settings and a database of their own."""
    settings = settings or Settings()
    app = Flask("learnhub", root_path=str(PROJECT_DIR), static_folder=None, template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=MEGABYTE,  # views that take files raise it for themselves
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=1000,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "image/svg+xml",
            "application/json",
            "text/vtt",
        ],
    )
    app.jinja_options = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions[EXTENSION] = Site(
        settings=settings,
        database=database or Database(settings.database_address),
        parts=LayoutParts(
            navigation=_navigation,
            html_attributes=access_profile.current_html_attributes,
            ask_to_sign_in=_ask_to_sign_in,
        ),
    )
    app.extensions["learnhub.handlers"] = job_handlers()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    logs.configure(settings.log_level, settings.instance_dir / "logs" if settings.log_files else None)
    recognition.install(app)
    Babel(app)
    Compress(app)
    # Order matters: number and time a request, then who may, then where the form comes from.
    logs.install(app)
    headers.install(app)
    enforce(app, app.extensions[EXTENSION].parts.ask_to_sign_in)
    guard.install(app)
    errors.install(app)
    assets.install(app, PROJECT_DIR / "static")
    install_layout(app)
    access_profile.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def job_handlers() -> dict[str, Handler]:
    """Return the work that the worker can do, by kind."""
    return {}


def _navigation(person: SignedIn | None) -> Sequence[NavItem]:
    return []


def _ask_to_sign_in() -> ResponseReturnValue:
    raise NotImplementedError
