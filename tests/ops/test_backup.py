"""A backup brings a whole site back, and nothing else is ever put in a site's place."""

import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.ops.adapters import serving
from learnhub.ops.service import backup, verification
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings, key_bytes, make_keys
from learnhub.speech.models import Utterance
from learnhub.storage.service import store_for


@dataclass
class Place:
    """A site of its own: settings and database."""

    settings: Settings
    database: Database

    def entries(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.scalars(sa.select(Evidence.digest).order_by(Evidence.id)))

    def verified(self) -> verification.Verified:
        with self.database.reading() as session:
            return verification.verify(
                session,
                store_for(self.settings),
                figures=figures(self.settings.content_dir),
                seal_key=key_bytes(self.settings, "seal"),
            )


@pytest.fixture
def living(committed_database: Database, tmp_path: Path) -> Place:
    """A site with evidence, a seal and a stored file."""
    address = committed_database.engine.url.render_as_string(hide_password=False)
    settings = Settings(instance_dir=tmp_path / "living", database_url=address, log_files=False)
    make_keys(settings)
    now = instant_now()
    blob = store_for(settings).put(b"ID3 spoken")
    with committed_database.transaction() as session:
        for number in range(20):
            event = evidence.Event(
                f"person:{number % 3}", "section.closed", "lesson-version:1", f"c{number}", now, {"n": number}
            )
            evidence.append(session, event, now=now)
        evidence.seal(session, key=key_bytes(settings, "seal"), now=now)
        session.add(Utterance(address="a" * 64, engine="espeak", blob=blob, duration_ms=1, made_at=now))
    return Place(settings, committed_database)


@pytest.fixture
def empty(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], Place]:
    """Make an empty site of the same engine."""

    def make() -> Place:
        if engine_name == "sqlite":
            address = f"sqlite:///{tmp_path / 'empty' / 'learnhub.db'}"
        else:
            address = request.getfixturevalue("postgres_server").new_database()
        settings = Settings(instance_dir=tmp_path / "empty", database_url=address, log_files=False)
        settings.instance_dir.mkdir(mode=0o700)
        return Place(settings, Database(address))

    return make


def _restore(place: Place, source: Path, *, replaces: bool = False) -> backup.Restored | Refusal:
    place.database.dispose()
    keys = backup.keys_beside(source)
    return backup.restore(place.settings, source, keys=keys, replaces=replaces, now=instant_now())


def test_a_restored_site_is_the_site_that_was_backed_up(
    living: Place, empty: Callable[[], Place], tmp_path: Path
) -> None:
    source = tmp_path / "monday"
    manifest = backup.back_up(living.settings, source, now=instant_now())
    assert not isinstance(manifest, Refusal)
    assert manifest.counts["evidence"] == 20
    site = empty()
    outcome = _restore(site, source)
    assert not isinstance(outcome, Refusal), outcome
    assert (outcome.blobs, outcome.kept) == (1, None)
    assert site.entries() == living.entries()
    assert key_bytes(site.settings, "seal") == key_bytes(living.settings, "seal")
    found = site.verified()
    assert (found.entries, found.seals, found.files, found.faults) == (20, 1, 1, ())
    # It lives on: it can be written to, backed up and restored again.
    with site.database.transaction() as session:
        event = evidence.Event("person:1", "section.closed", "lesson-version:1", "later", instant_now(), {})
        evidence.append(session, event, now=instant_now())
    assert not isinstance(backup.back_up(site.settings, tmp_path / "tuesday", now=instant_now()), Refusal)
    again = _restore(living, tmp_path / "tuesday", replaces=True)
    assert not isinstance(again, Refusal), again
    assert len(living.entries()) == 21
    assert living.verified().is_whole
    site.database.dispose()


def test_a_backup_keeps_the_keys_apart_and_everything_private(living: Place, tmp_path: Path) -> None:
    source = tmp_path / "monday"
    backup.back_up(living.settings, source, now=instant_now())
    names = {path.name for path in source.iterdir()}
    assert names == {"manifest.json", "files.tar", backup.DATABASE_NAMES[_engine(living)]}
    for path in [*source.iterdir(), backup.keys_beside(source)]:
        if path.name != "manifest.json":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(source.stat().st_mode) == 0o700
    secrets = [key_bytes(living.settings, name) for name in ("field", "index", "seal")]
    for path in source.iterdir():
        content = path.read_bytes()
        assert not any(secret in content or secret.hex().encode() in content for secret in secrets)
    with tarfile.open(backup.keys_beside(source)) as archive:
        assert sorted(archive.getnames()) == ["field.key", "index.key", "seal.key"]


def test_a_site_that_is_not_empty_is_replaced_only_when_told(
    living: Place, empty: Callable[[], Place], tmp_path: Path
) -> None:
    backup.back_up(living.settings, tmp_path / "monday", now=instant_now())
    with living.database.transaction() as session:
        event = evidence.Event("person:9", "section.closed", "lesson-version:1", "new", instant_now(), {})
        evidence.append(session, event, now=instant_now())
    refused = _restore(living, tmp_path / "monday")
    assert isinstance(refused, Refusal)
    assert refused.code == "not-empty"
    assert len(living.entries()) == 21
    done = _restore(living, tmp_path / "monday", replaces=True)
    assert not isinstance(done, Refusal)
    assert len(living.entries()) == 20
    assert done.kept is not None
    assert (done.kept / "keys" / "seal.key").exists()
    if _engine(living) == "postgresql":
        with living.database.engine.connect() as connection:
            count = sa.text(f"SELECT count(*) FROM {done.kept_schema}.evidence")
            assert connection.scalar(count) == 21


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *(
            (name, fault)
            for name in ("database", "files.tar", "keys")
            for fault in ("changed", "cut", "missing")
        ),
        ("manifest.json", "cut"),
        ("manifest.json", "missing"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    living: Place, tmp_path: Path, name: str, fault: str
) -> None:
    source = tmp_path / "monday"
    backup.back_up(living.settings, source, now=instant_now())
    path = {
        "database": source / backup.DATABASE_NAMES[_engine(living)],
        "keys": backup.keys_beside(source),
    }.get(name, source / name)
    content = path.read_bytes()
    if fault == "missing":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    before, key = living.entries(), key_bytes(living.settings, "seal")
    outcome = _restore(living, source, replaces=True)
    assert isinstance(outcome, Refusal)
    assert outcome.sentence
    assert living.entries() == before
    assert key_bytes(living.settings, "seal") == key
    assert not list(living.settings.instance_dir.glob("restore-*"))


def test_an_archive_with_a_foreign_member_is_refused(living: Place, tmp_path: Path) -> None:
    source = tmp_path / "monday"
    backup.back_up(living.settings, source, now=instant_now())
    evil = tmp_path / "evil.txt"
    evil.write_text("x")
    (source / "files.tar").unlink()
    with tarfile.open(source / "files.tar", "w") as archive:
        archive.add(evil, arcname="../../evil.txt")
    told = json.loads((source / "manifest.json").read_text())
    told["files"]["files.tar"] = {
        "byte_count": (source / "files.tar").stat().st_size,
        "sha256": backup.digest_of(source / "files.tar").sha256,
    }
    (source / "manifest.json").write_text(json.dumps(told))
    before = living.entries()
    refused = _restore(living, source, replaces=True)
    assert isinstance(refused, Refusal)
    assert refused.code == "broken-backup"
    assert living.entries() == before


def test_a_backup_of_the_other_engine_is_refused_in_words(living: Place, tmp_path: Path) -> None:
    source = tmp_path / "monday"
    backup.back_up(living.settings, source, now=instant_now())
    told = json.loads((source / "manifest.json").read_text())
    told["engine"] = "sqlite" if told["engine"] == "postgresql" else "postgresql"
    (source / "manifest.json").write_text(json.dumps(told))
    refused = _restore(living, source, replaces=True)
    assert isinstance(refused, Refusal)
    assert (refused.code, "DATABASE_URL" in refused.sentence) == ("other-engine", True)


def test_a_backup_never_writes_over_another(living: Place, tmp_path: Path) -> None:
    source = tmp_path / "monday"
    backup.back_up(living.settings, source, now=instant_now())
    content = (source / "manifest.json").read_bytes()
    refused = backup.back_up(living.settings, source, now=instant_now())
    assert isinstance(refused, Refusal)
    assert refused.code == "target-exists"
    assert (source / "manifest.json").read_bytes() == content


def test_verifying_names_a_file_that_is_gone(living: Place) -> None:
    assert living.verified().is_whole
    shutil.rmtree(living.settings.instance_dir / "files")
    (fault,) = living.verified().faults
    assert fault.where.startswith("utterance ")


def test_only_one_server_holds_an_instance_folder(tmp_path: Path) -> None:
    with serving.sole_use(tmp_path), pytest.raises(serving.AlreadyRunning), serving.sole_use(tmp_path):
        pass
    with serving.sole_use(tmp_path):
        pass


def _engine(place: Place) -> str:
    return "postgresql" if place.settings.database_address.startswith("postgresql") else "sqlite"
