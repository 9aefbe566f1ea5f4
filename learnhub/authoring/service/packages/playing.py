"""Send the files of courseware as a sandbox needs them, and read those that aren't published yet."""

from functools import cache

from learnhub.authoring.adapters.scorm import file_in_package, look_at_package
from learnhub.authoring.rules.courseware import Courseware, is_page, with_api
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.service.packages.courseware import courseware_path
from learnhub.catalogue.rules import Findings, NotFound
from learnhub.settings import PROJECT_DIR
from learnhub.storage.rules import BlobStore


def as_sent(path: str, content: bytes) -> bytes:
    """Return a file of a package as it is sent: its pages with the API of SCORM 1.2, everything else as it is."""
    return with_api(content, _api()) if is_page(path) else content


def previewed(store: BlobStore, revision: Revision, lesson: str) -> tuple[str, Courseware]:
    """Return the blob of the courseware in a version of a draft, and what it is; NotFound where it has none that can be played."""
    held = revision.files.get(courseware_path(lesson))
    if held is None or held.blob not in store:
        raise NotFound(lesson)
    try:
        return held.blob, look_at_package(store.get(held.blob), shown=lesson)
    except Findings as error:
        raise NotFound(lesson) from error


def previewed_file(store: BlobStore, blob: str, path: str) -> bytes:
    """Return one file of a package that somebody was let to preview; NotFound where there is none."""
    content = file_in_package(store.path(blob), path) if blob in store else None
    if content is None:
        raise NotFound(path)
    return content


@cache
def _api() -> bytes:
    return (PROJECT_DIR / "static" / "courseware" / "scorm-api.js").read_bytes()
