"""Composition root: builds one site from its packages."""

from collections.abc import Sequence

import jinja2
from flask import Blueprint, Flask, request
from flask_compress import Compress
from flask_limiter import Limiter
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from learnhub.accessibility import current as access_profile
from learnhub.accessibility import views as accessibility_views
from learnhub.accounts import cli as accounts_cli
from learnhub.accounts import views as accounts_views
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.waits import network_of
from learnhub.accounts.views import recognition
from learnhub.accounts.views.circumstances import LEAVING, PLACES, BasePlace
from learnhub.accounts.views.guardians import RECORDED as GUARDIAN_RECORDED
from learnhub.announcements import views as announcements_views
from learnhub.authoring import cli as authoring_cli
from learnhub.authoring import views as authoring_views
from learnhub.authoring.service import drafts, papers
from learnhub.authoring.service.folders import posters
from learnhub.authoring.service.importing import brought, placing
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import joining as sign_joining
from learnhub.catalogue import views as catalogue_views
from learnhub.catalogue.service import page_readings
from learnhub.catalogue.service.shown import shows_blob
from learnhub.completion import views as completion_views
from learnhub.completion.service import secrets
from learnhub.credits import cli as credits_cli
from learnhub.credits import views as credits_views
from learnhub.credits.jobs import settle_handler
from learnhub.db import Database
from learnhub.evaluation import views as evaluation_views
from learnhub.evidence import cli as evidence_cli
from learnhub.field import views as field_views
from learnhub.formats import cli as formats_cli
from learnhub.formats import service as formats
from learnhub.formats import views as formats_views
from learnhub.formats.service import books, braille, pronunciation
from learnhub.formats.views import pronunciation as pronunciation_views
from learnhub.intake import service as intake
from learnhub.intake import views as intake_views
from learnhub.jobs.worker import Handler
from learnhub.language import Lexicon
from learnhub.learning import jobs as learning_jobs
from learnhub.learning import views as learning_views
from learnhub.learning.service import JOB_LEARNED
from learnhub.learning.service.usage import enrolments_by_text
from learnhub.liaison import views as liaison_views
from learnhub.media import service as media
from learnhub.media import views as media_views
from learnhub.messages import service as messages
from learnhub.messages import views as messages_views
from learnhub.needs import jobs as needs_jobs
from learnhub.needs import views as needs_views
from learnhub.notices import views as notices_views
from learnhub.notices.views.office import ANSWERED as OBJECTION_ANSWERED
from learnhub.ops import cli as ops_cli
from learnhub.ops import views as ops_views
from learnhub.ops.service import sealing
from learnhub.oversight import cli as oversight_cli
from learnhub.oversight import views as oversight_views
from learnhub.oversight.service import erasing, handing_out
from learnhub.pages import views as pages_views
from learnhub.pages.service import exporting
from learnhub.policy import cli as policy_cli
from learnhub.providers import service as providers
from learnhub.providers import views as providers_views
from learnhub.quota import cli as quota_cli
from learnhub.quota import jobs as quota_jobs
from learnhub.quota import views as quota_views
from learnhub.reports import views as reports_views
from learnhub.search import cli as search_cli
from learnhub.search import service as search
from learnhub.search import views as search_views
from learnhub.settings import PROJECT_DIR, Settings, read_settings
from learnhub.speech import service as speech
from learnhub.speech import views as speech_views
from learnhub.speech.views.reading_aloud import READINGS, PageReadings
from learnhub.storage.service import store_for
from learnhub.subsidy import cli as subsidy_cli
from learnhub.subsidy import views as subsidy_views
from learnhub.subsidy.service import claims
from learnhub.training import jobs as training_jobs
from learnhub.training import views as training_views
from learnhub.web import (
    LayoutParts,
    NavItem,
    SignedIn,
    Site,
    assets,
    bodies,
    errors,
    guard,
    headers,
    logs,
    reading,
)
from learnhub.web.access import enforce
from learnhub.web.page import install as install_layout
from learnhub.web.site import EXTENSION
from learnhub.web.words import _

BLUEPRINTS: tuple[Blueprint, ...] = (
    accessibility_views.bp,
    accounts_cli.bp,
    accounts_views.bp,
    ops_views.bp,
    ops_cli.bp,
    search_cli.bp,
    search_views.bp,
    pages_views.bp,
    authoring_cli.bp,
    authoring_views.bp,
    catalogue_views.bp,
    media_views.bp,
    formats_cli.bp,
    formats_views.bp,
    pronunciation_views.bp,
    speech_views.bp,
    learning_views.bp,
    credits_cli.bp,
    credits_views.bp,
    training_views.bp,
    completion_views.bp,
    notices_views.bp,
    messages_views.bp,
    subsidy_views.bp,
    subsidy_cli.bp,
    policy_cli.bp,
    quota_views.bp,
    quota_cli.bp,
    field_views.bp,
    intake_views.bp,
    liaison_views.bp,
    evaluation_views.bp,
    announcements_views.bp,
    needs_views.bp,
    reports_views.bp,
    providers_views.bp,
    oversight_cli.bp,
    oversight_cli.retention_commands,
    oversight_views.bp,
    evidence_cli.bp,
)

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """Build a site. Tests hand in settings and a database of their own."""
    settings = settings or read_settings()
    app = Flask("learnhub", root_path=str(PROJECT_DIR), static_folder=None, template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=MEGABYTE,  # views that take files raise it for themselves
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=1000,
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
    furnish(app, settings, database or Database(settings.database_address))
    app.extensions[PLACES] = _base_places
    app.extensions[LEAVING] = (access_profile.give_back,)
    app.extensions[accounts_cli.RESEALERS] = (claims.reseal, secrets.reseal, messages.reseal, intake.reseal)
    app.extensions[GUARDIAN_RECORDED] = messages.tell_of_guardian
    app.extensions[OBJECTION_ANSWERED] = claims.tell_of_objection
    app.extensions[READINGS] = _page_readings(settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    log_folder = settings.instance_dir / "logs" if settings.log_files else None
    logs.configure(settings.log_level, log_folder, to_terminal=settings.log_to_terminal)
    recognition.install(app)
    Compress(app)
    # Order matters: number and time a request, then not too many, then who may, how much, and where the form comes from.
    logs.install(app)
    headers.install(app)
    _limit(app, settings)
    parts = app.extensions[EXTENSION].parts
    enforce(app, parts.ask_to_sign_in, parts.ask_for_own_secret)
    bodies.install(app)
    guard.install(app)
    errors.install(app)
    assets.install(app, PROJECT_DIR / "static")
    install_layout(app)
    access_profile.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def furnish(app: Flask, settings: Settings, database: Database) -> None:
    """Give a program the settings and the database that it serves with."""
    app.extensions[EXTENSION] = Site(
        settings=settings,
        database=database,
        parts=LayoutParts(
            navigation=_navigation,
            html_attributes=access_profile.current_html_attributes,
            language=access_profile.current_language,
            ask_to_sign_in=accounts_views.ask_to_sign_in,
            ask_for_own_secret=accounts_views.ask_for_own_secret,
            is_demonstration=ops_views.demonstration.is_demonstration,
        ),
    )
    app.extensions["learnhub.handlers"] = job_handlers(app.extensions[EXTENSION])


def job_handlers(site: Site) -> dict[str, Handler]:
    """Return the work that the worker can do, by kind."""
    voices = speech.Voices(site.settings, site.database)
    ask_all = formats.ask_all_handler(site.database, store_for(site.settings), voices, enrolments_by_text)
    return {
        speech.RENDER: search.with_new_slots(
            speech.render_handler(site.database, store_for(site.settings), voices),
            site.database,
        ),
        media.JOB_PREPARE: media.prepare_handler(
            site.database, media.places_for(site.settings), media.converter_or_none
        ),
        media.JOB_DRAFT: media.draft_handler(
            site.database,
            media.places_for(site.settings),
            media.converter_or_none,
            site.settings.instance_dir / "models" / "whisper-base",
        ),
        posters.JOB_POSTER: posters.poster_handler(site.database, media.places_for(site.settings)),
        media.JOB_ERASE: media.erase_handler(site.database, media.places_for(site.settings), _has_blob),
        media.JOB_EXPIRE: media.expire_handler(site.database, media.places_for(site.settings)),
        speech.PAGE: speech.page_handler(site.database, voices),
        speech.ASK_ALL: ask_all,
        braille.JOB_BRAILLE: braille.braille_handler(site.database, store_for(site.settings)),
        books.JOB_BOOK: books.book_handler(site.database, store_for(site.settings), site.settings.site_name),
        imports.JOB_CONVERT: imports.convert_handler(
            site.database, store_for(site.settings), site.settings.instance_dir / "imports"
        ),
        brought.JOB_RECORDING: placing.recording_handler(site.database, media.places_for(site.settings)),
        sign_joining.JOB_JOIN: sign_joining.join_handler(site.database, media.places_for(site.settings)),
        sign_consent.JOB_ERASE: sign_consent.erase_handler(site.database, store_for(site.settings)),
        pronunciation.JOB_READING: pronunciation.reading_handler(
            site.database, store_for(site.settings), voices
        ),
        sealing.JOB_SEAL: sealing.seal_handler(site.database, site.settings),
        handing_out.JOB_BUNDLE: handing_out.bundle_handler(
            site.database, site.settings, store_for(site.settings)
        ),
        handing_out.JOB_BUNDLE_END: handing_out.end_handler(site.database, store_for(site.settings)),
        erasing.JOB_ERASE: erasing.erase_handler(site.database, site.settings),
        training_jobs.JOB_REMIND: training_jobs.remind_handler(site.database),
        quota_jobs.JOB_REMIND: quota_jobs.remind_handler(site.database, site.settings),
        needs_jobs.JOB_DAY: needs_jobs.day_handler(site.database, site.settings),
        JOB_LEARNED: learning_jobs.with_look(
            settle_handler(site.database, site.settings), site.database, site.settings
        ),
        exporting.JOB_EXPORT: exporting.export_handler(site.database, site.settings),
        exporting.JOB_EXPIRE: exporting.expire_handler(site.database, site.settings),
        learning_jobs.JOB_OVERDUE: learning_jobs.overdue_handler(site.database, site.settings),
        claims.JOB_STATEMENT: claims.statement_handler(site.database, site.settings, voices),
        messages.JOB_SEND: messages.send_handler(
            site.database, site.settings, lambda: messages.senders_of(site.settings)
        ),
        messages.JOB_CODE: messages.code_handler(
            site.database, site.settings, lambda: messages.senders_of(site.settings)
        ),
        search.JOB_CHANGED: search.changed_handler(site.settings, site.database),
        search.JOB_SAVED: search.saved_handler(site.settings, site.database),
    }


def _navigation(person: SignedIn | None) -> Sequence[NavItem]:
    items = [NavItem("search.courses", _("找课程"))]
    if person is None:
        return [
            *items,
            NavItem("accounts.sign_in", _("登录")),
            NavItem("accounts.register", _("注册")),
        ]
    items.append(NavItem("pages.me", _own_page_words(person)))
    if person.has_role(Role.INSTRUCTOR):
        items.append(NavItem("training.classes", _("我教的班")))
    if person.has_role(Role.INSTRUCTOR, Role.BASE_MANAGER):
        items.append(NavItem("authoring.courses", _("我做的课程")))  # leads to readings too
    if person.has_role(Role.OFFICER):
        items.append(NavItem("pages.office", _("工作台")))
    if person.has_role(Role.OFFICER, Role.AUDITOR):
        items.append(NavItem("subsidy.classes", _("本地区的班")))
    if person.has_role(Role.BASE_MANAGER):
        items.append(NavItem("quota.own_board", _("基地任务")))
    if person.has_role(Role.OFFICER):
        items.append(NavItem("quota.office_board", _("选送任务")))
    if person.has_role(Role.ADMIN):  # officers go there from the courses
        items.append(NavItem("pronunciation.everywhere", _("读音表")))
    if person.has_role(Role.OFFICER, Role.ADMIN, Role.BASE_MANAGER):
        items.append(NavItem("accounts.people", _("人员")))
    if person.has_role(Role.LIAISON):  # leads to sign-in codes too
        items.append(NavItem("liaison.people", _("我负责的人")))
    if person.has_role(Role.AUDITOR, Role.ADMIN):
        items.append(NavItem("accounts.audit_list", _("审计记录")))
    if person.has_role(Role.AUDITOR):  # officers go there from their own pages
        items.append(NavItem("oversight.audit_desk", _("核查")))
    if person.has_role(Role.ADMIN):
        items.append(NavItem("speech.voices", _("朗读声音")))
    return [*items, NavItem("accounts.account", _("我的账号"))]


def _own_page_words(person: SignedIn) -> str:
    """Say beside one's own page whether something waits there: no link of its own, which would be one more stop on every page."""
    with reading() as session:
        waiting = messages.unread_count(session, person.person_id)
    if waiting > messages.UNREAD_COUNTED_MAX:
        return str(_("我的学习（%(count)d 条以上新消息）", count=messages.UNREAD_COUNTED_MAX))
    return str(_("我的学习（%(count)d 条新消息）", count=waiting) if waiting else _("我的学习"))


def _has_blob(session: Session, blob: str) -> bool:
    """Tell whether a course or the draft of one has these bytes."""
    keeps = (shows_blob, drafts.keeps_blob, imports.keeps_blob, papers.keeps_blob)
    return any(keep(session, blob) for keep in keeps)


def _page_readings(settings: Settings) -> PageReadings:
    def readings(session: Session, course: str, lesson: str) -> Lexicon:
        return page_readings(session, store_for(settings), course, lesson)

    return readings


def _base_places(session: Session) -> Sequence[BasePlace]:
    return [BasePlace(base.id, base.name, base.region_code) for base in providers.bases(session)]


def _limit(app: Flask, settings: Settings) -> None:
    """Refuse floods coarsely, in memory; what protects passwords and codes counts in the database (accounts)."""
    limiter = Limiter(
        key_func=lambda: network_of(request.remote_addr or ""),
        application_limits=[f"{settings.requests_per_minute} per minute"],
        storage_uri="memory://",
        enabled=settings.requests_per_minute > 0,
        app=app,
    )
    # Style, scripts and pictures cost nothing and are kept by browsers for a year.
    limiter.request_filter(lambda: request.endpoint in {"static", "favicon"})
