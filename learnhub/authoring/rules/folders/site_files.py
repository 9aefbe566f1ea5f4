"""What people of a site changed in a course, and what of it holds when its folder is loaded again; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from learnhub.authoring.rules.folders.files import FileRole, place_of

# These belong together: a new video with the captions of the old one would be worse than either.
_SETS = {
    **dict.fromkeys(
        (FileRole.VIDEO_MP4, FileRole.VIDEO_WEBM, FileRole.CAPTIONS, FileRole.DESCRIPTION), "video"
    ),
    **dict.fromkeys((FileRole.SIGN_MP4, FileRole.SIGN_WEBM, FileRole.SIGN_CUES), "sign"),
    **dict.fromkeys((FileRole.AUDIO, FileRole.AUDIO_CUES), "audio"),
}

_OF_COURSE = frozenset({FileRole.COURSE, FileRole.PRONUNCIATION, FileRole.SLOTS})


@dataclass(frozen=True, slots=True)
class SiteChange:
    """A file that people of the site changed. blob: its address since; folder_blob: what the folder had there.

    An empty address: no file there.
    """

    path: str
    blob: str
    folder_blob: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Which file of a course stands where: path → address. kept, overwritten: paths changed on the site, ascending."""

    files: Mapping[str, str]
    kept: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()


def changes_after(
    known: Sequence[SiteChange], before: Mapping[str, str], after: Mapping[str, str]
) -> list[SiteChange]:
    """Return all changes of the site once it has made a further version, by path.

    known: those up to now. before, after: the files of both versions. What is again as the folder had it is no change.
    """
    folder = {change.path: change.folder_blob for change in known}
    touched = folder.keys() | {
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    }
    changes = [
        SiteChange(path, after.get(path, ""), folder.get(path, before.get(path, "")))
        for path in sorted(touched)
    ]
    return [change for change in changes if change.blob != change.folder_blob]


def merge(folder: Mapping[str, str], standing: Mapping[str, str], changes: Sequence[SiteChange]) -> Merged:
    """Put a folder and the site's changes together.

    folder: what is loaded. standing: the newest version. A change holds unless the folder brings something else at its place (or, of a
    video, sign video or recording, at the places that belong to it) than it had and than stands there.
    """
    had = {**standing, **{change.path: change.folder_blob for change in changes}}
    sets: dict[str, set[str]] = {}
    for path in folder.keys() | had.keys():
        sets.setdefault(_set_of(path), set()).add(path)
    changed_sets = {_set_of(change.path) for change in changes}
    files = dict(folder)
    kept: list[str] = []
    overwritten: list[str] = []
    for name in changed_sets:
        paths = sets[name]
        brings_new = any(
            folder.get(path, "") not in {had.get(path, ""), standing.get(path, "")} for path in paths
        )
        differing = {path for path in paths if folder.get(path, "") != standing.get(path, "")}
        told = [change.path for change in changes if change.path in differing]
        if brings_new:
            overwritten += told
            continue
        kept += told
        for path in differing:
            files.pop(path, None)
            if standing.get(path):
                files[path] = standing[path]
    return Merged(dict(sorted(files.items())), tuple(sorted(kept)), tuple(sorted(overwritten)))


def without_strays(
    merged: Merged, folder: Mapping[str, str], lessons: Collection[str], texts: Mapping[str, bytes]
) -> Merged:
    """Leave out kept files of lessons that the course has no longer, and kept pictures that no text shows; give back what texts need.

    folder: what is loaded. lessons: slugs that the merged course.toml names. texts: the merged texts by path.
    """
    files = dict(merged.files)
    shown = b"\n".join(texts.values())
    for path in merged.kept:
        place = place_of(path)
        if place is None or place.role in _OF_COURSE:
            continue
        is_picture = place.role is FileRole.PICTURE
        is_wanted = place.name.encode() in shown if is_picture else place.lesson in lessons
        if path in files and not is_wanted:
            del files[path]
        elif (
            path not in files
            and path in folder
            and is_wanted
            and (is_picture or place.role is FileRole.LESSON)
        ):
            files[path] = folder[path]
    lost = {path for path in merged.kept if files.get(path) != merged.files.get(path)}
    kept = tuple(path for path in merged.kept if path not in lost)
    return Merged(dict(sorted(files.items())), kept, tuple(sorted({*merged.overwritten, *lost})))


def _set_of(path: str) -> str:
    place = place_of(path)
    of = _SETS.get(place.role) if place is not None else None
    return f"{place.name} {of}" if place is not None and of is not None else path
