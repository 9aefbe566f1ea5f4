"""Take a course out as a package, bring one in, begin one from a training package."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import CombinedMultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.adapters.course_zip import read_zip, zip_into
from learnhub.authoring.adapters.safe_zip import ARCHIVE_BYTES_MAX
from learnhub.authoring.adapters.training_package_file import read_training_packages
from learnhub.authoring.forms.packages import BeginForm, BringInForm
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.training_packages import TrainingPackage
from learnhub.authoring.service import drafts
from learnhub.authoring.service.packages import folders as service
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.rules import Findings, UnitMode
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import bases_by_id
from learnhub.storage.service import store_for
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of

MAKERS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
DONE = {
    "brought": say("课程包已经收下，成了一份草稿。学员看不到，要提交审核、发布以后才看得到。"),
    "begun": say("草稿开好了，单元和课的名字都在。课文还是空的，写完以前不能发布。"),
}
COURSES_A_PAGE = 10
_FAULTS_SHOWN_MAX = 10
_SPOOLED_BYTES_MAX = 8_000_000
_CHUNK_BYTES = 65_536


@bp.get("/teach/packages")
@requires(*MAKERS)
def packages() -> ResponseReturnValue:
    """List what can be taken out, and the two ways to bring something in."""
    with reading() as session:
        held = holdings_of(current_person())
        number = page_number(request.args.get("page"))
        paging = part_of(service.own_slugs(session, held), number, COURSES_A_PAGE)
        store = store_for(settings())
        rows = [service.own_course(session, store, slug, held) for slug in paging.rows]
        return page("authoring/packages.html", paging=paging, rows=rows)


@bp.get("/teach/courses/<course>/package")
@requires(*MAKERS)
def package(course: str) -> ResponseReturnValue:
    """Say what the package of a course holds and weighs, before anything is loaded."""
    held = holdings_of(current_person())
    with reading() as session:
        store = store_for(settings())
        own = service.own_course(session, store, course, held)
        published = own.version is not None
        folder = service.published_folder(session, store, course, held) if published else None
        draft = service.draft_folder(session, store, course, held) if own.revision is not None else None
        return page(
            "authoring/package.html",
            own=own,
            published=service.parcel_of(folder) if folder is not None else None,
            draft=service.parcel_of(draft) if draft is not None else None,
            sounds=service.machine_sounds(session, course, held) if published else [],
            done=done(DONE),
        )


@bp.get("/teach/courses/<course>/package/<any(published, draft):state>.zip")
@requires(*MAKERS)
def package_file(course: str, state: str) -> ResponseReturnValue:
    """Send the folder of a course as a zip: of the newest version, or of the draft as it stands."""
    held = holdings_of(current_person())
    find = service.published_folder if state == "published" else service.draft_folder
    with reading() as session:
        folder = find(session, store_for(settings()), course, held)
    return _zip_answer(folder, f"{course}.zip")


@bp.get("/teach/courses/<course>/package/machine-made.zip")
@requires(*MAKERS)
def machine_made_file(course: str) -> ResponseReturnValue:
    """Send the audio that machines made of a course: for keeping, not for bringing in again."""
    with reading() as session:
        sounds = service.machine_sounds(session, course, holdings_of(current_person()))
        if not sounds:
            abort(404)
        files = service.sound_files(session, store_for(settings()), sounds)
    return _zip_answer(CourseFolder(f"{course}-machine-made", files), f"{course}-machine-made.zip")


@bp.get("/teach/packages/new")
@requires(*MAKERS)
def new_package() -> ResponseReturnValue:
    """Ask for a package of a course."""
    with reading() as session:
        return _asking(_with_bases(BringInForm(), session))


@bp.post("/teach/packages/new")
@takes_up_to(ARCHIVE_BYTES_MAX)
@requires(*MAKERS)
@once
def bring_in_package() -> ResponseReturnValue:
    """Take a package and open a draft of it."""
    with reading() as session:
        form = _with_bases(BringInForm(CombinedMultiDict((request.form, request.files))), session)
    if not form.validate():
        return _asking(form, 422)
    with _scratch() as scratch:
        folder = _sent_folder(form, scratch)
        outcome = folder if isinstance(folder, Refusal) else _brought_in(form, folder)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _asking(form, 422)
    return to("authoring.package", course=outcome, done="brought")


@bp.get("/teach/training-packages")
@requires(*MAKERS)
def training_packages() -> ResponseReturnValue:
    """Show the training packages and ask which to begin from."""
    with reading() as session:
        return _choosing(_begin_form(session))


@bp.post("/teach/training-packages")
@requires(*MAKERS)
@once
def begin_from_training_package() -> ResponseReturnValue:
    """Open a draft with the units and lessons of a training package."""
    with reading() as session:
        form = _begin_form(session)
    if not form.validate():
        return _choosing(form, 422)
    chosen = next(one for one in _training_packages() if one.slug == form.package.data)
    person = current_person()
    with transaction() as session:
        outcome = service.begin_from(
            session,
            store_for(settings()),
            chosen,
            title=form.title.data or "",
            base_id=int(form.base.data),
            holdings=holdings_of(person),
            by=person.person_id,
            now=instant_now(),
        )
        slug = "" if isinstance(outcome, Refusal) else outcome.slug
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _choosing(form, 422)
    return to("authoring.package", course=slug, done="begun")


def _brought_in(form: BringInForm, folder: CourseFolder) -> str | Refusal:
    person = current_person()
    with transaction() as session:
        outcome = service.bring_in(
            session,
            store_for(settings()),
            folder,
            base_id=int(form.base.data),
            holdings=holdings_of(person),
            by=person.person_id,
            now=instant_now(),
            is_for_draft=form.is_for_draft.data,
        )
        return outcome if isinstance(outcome, Refusal) else outcome.slug


@contextmanager
def _scratch() -> Iterator[Path]:
    """Lend a folder for what is on its way. It lies where converters sweep up what a killed process leaves."""
    parent = settings().instance_dir / "imports"
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=parent, prefix="import-") as folder:
        yield Path(folder)


def _sent_folder(form: BringInForm, scratch: Path) -> CourseFolder | Refusal:
    sent = request.files["archive"]
    name = (sent.filename or "").rpartition("/")[2][:100]
    try:
        folder = read_zip(cast(BinaryIO, sent.stream), name=name, scratch=scratch)
    except Findings as error:
        for finding in sorted(error.findings)[: _FAULTS_SHOWN_MAX - 1]:
            form.archive.errors = [
                *form.archive.errors,
                say("%(path)s：%(sentence)s", path=finding.path, sentence=finding.sentence),
            ]
        return Refusal("hostile", say("请改好以后重新压缩，再选一次文件。"), field="archive")
    return service.renamed(folder, form.slug.data) if form.slug.data else folder


def _zip_answer(folder: CourseFolder, name: str) -> Response:
    # Spooled: a small course never touches the disk, a large one is never in memory.
    packed = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES_MAX))  # noqa: SIM115  _sent closes it
    zip_into(folder, packed)
    byte_count = packed.tell()
    packed.seek(0)
    answer = Response(_sent(packed), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"  # slugs are ASCII
    answer.headers["Content-Length"] = str(byte_count)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _bases(session: Session) -> Mapping[int, str]:
    held = holdings_of(current_person())
    ids = {one.base_id for one in held if one.base_id is not None and drafts.may_author(held, one.base_id)}
    return {base.id: base.name for base in bases_by_id(session, sorted(ids))}


def _with_bases(form: BringInForm, session: Session) -> BringInForm:
    form.base.choices = options([(str(base_id), name) for base_id, name in _bases(session).items()])
    return form


def _begin_form(session: Session) -> BeginForm:
    form = BeginForm()
    form.base.choices = options([(str(base_id), name) for base_id, name in _bases(session).items()])
    form.package.choices = options([(one.slug, one.title) for one in _training_packages()])
    return form


def _training_packages() -> list[TrainingPackage]:
    return read_training_packages(settings().content_dir / "training-packages")


def _asking(form: BringInForm, status: int = 200) -> ResponseReturnValue:
    megabytes = ARCHIVE_BYTES_MAX // 1_000_000
    return page("authoring/new_package.html", status, form=form, megabytes=megabytes)


def _choosing(form: BeginForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "authoring/training_packages.html",
        status,
        form=form,
        shown=_training_packages(),
        ONLINE=UnitMode.ONLINE,
        OFFLINE=UnitMode.OFFLINE,
    )
