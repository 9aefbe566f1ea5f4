"""Back a site up, and put a backup in the place of a site."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from learnhub.db import Model
from learnhub.ops.adapters import migration
from learnhub.ops.adapters.archives import (
    BrokenArchive,
    digest_of,
    pack_files,
    pack_keys,
    unpack_files,
    unpack_keys,
)
from learnhub.ops.adapters.database_copies import (
    CopyFailed,
    copy_sqlite,
    drop_schema,
    dump_postgresql,
    load_postgresql,
    sqlite_path,
)
from learnhub.ops.rules.manifest import MANIFEST_NAME, FileDigest, Manifest, read_manifest
from learnhub.primitives import Refusal
from learnhub.settings import Settings

FILES_NAME = "files.tar"
DATABASE_NAMES = {"sqlite": "database.sqlite", "postgresql": "database.sql"}


@dataclass(frozen=True)
class Restored:
    """What was put in place. kept: where that lies which was there before; None for a site that was empty."""

    manifest: Manifest
    blobs: int
    kept: Path | None
    kept_schema: str


def keys_beside(backup: Path) -> Path:
    """Return where the archive of keys lies by default: beside the backup, not in it."""
    return backup.with_name(f"{backup.name}.keys.tar")


def back_up(settings: Settings, target: Path, *, now: datetime) -> Manifest | Refusal:
    """Write a backup of a running site into a new folder, and its keys into an archive beside the folder.

    The database is copied first and files are only ever added, so every file that the copy names is in the archive. The folder
    gets its name when it is whole. Raises CopyFailed when the database can't be copied.
    """
    keys = keys_beside(target)
    if target.exists() or keys.exists():
        return Refusal("target-exists", f"{target} 或 {keys.name} 已经存在，请换一个名字。")
    if not migration.is_current(settings.database_address):
        return Refusal("not-migrated", "数据库还不是最新的结构，请先运行 flask --app wsgi migrate。")
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    keys_part = keys.with_name(f"{keys.name}.part")
    keys_part.unlink(missing_ok=True)
    part.mkdir(parents=True, mode=0o700)
    engine = _engine_name(settings)
    database = part / DATABASE_NAMES[engine]
    if engine == "sqlite":
        copy_sqlite(sqlite_path(settings.database_address), database)
    else:
        dump_postgresql(settings.database_address, database)
    counts = _row_counts(f"sqlite:///{database}" if engine == "sqlite" else settings.database_address)
    pack_files(settings.instance_dir / "files", part / FILES_NAME)
    pack_keys(settings.instance_dir / "keys", keys_part)
    manifest = Manifest(
        made_at=now.isoformat(timespec="seconds"),
        engine=engine,
        schema=migration.newest_schema(),
        files={path.name: digest_of(path) for path in sorted(part.iterdir())},
        keys=digest_of(keys_part),
        counts=counts,
    )
    (part / MANIFEST_NAME).write_text(manifest.text(), encoding="utf-8")
    keys_part.replace(keys)
    part.replace(target)
    return manifest


def restore(
    settings: Settings, source: Path, *, keys: Path, replaces: bool, now: datetime
) -> Restored | Refusal:
    """Put a backup in the place of a site that nobody is using.

    Everything is checked and unpacked beside the site first; only then names are changed. What was there before is kept
    in a folder of the instance (PostgreSQL: in a schema). replaces: that a site which isn't empty may be replaced.
    """
    manifest = _checked(settings, source, keys)
    if isinstance(manifest, Refusal):
        return manifest
    was_empty = is_empty(settings)
    if not was_empty and not replaces:
        return Refusal(
            "not-empty", "这里已经有一个站点。确实要用备份换掉它，请加上 --replace；原来的内容会另外保留。"
        )
    stamp = f"{now:%Y%m%dT%H%M%S}"
    stage = settings.instance_dir / f"restore-{stamp}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True, mode=0o700)
    database = stage / DATABASE_NAMES[manifest.engine]
    kept_schema = ""
    try:
        blobs = unpack_files(source / FILES_NAME, stage / "files")
        unpack_keys(keys, stage / "keys")
        if manifest.engine == "sqlite":
            copy_sqlite(source / database.name, database)
            migration.migrate(f"sqlite:///{database}", copies=stage, now=now)
        else:
            shutil.copyfile(source / database.name, database)
            kept_schema = load_postgresql(settings.database_address, database, stamp=stamp.lower())
            migration.migrate(settings.database_address, copies=stage, now=now)
    except (BrokenArchive, CopyFailed) as error:
        shutil.rmtree(stage, ignore_errors=True)
        return Refusal("broken-backup", f"备份读不出来（{error}），原来的站点没有改动。请换一份备份。")
    kept = _swap(settings, stage, manifest.engine, stamp)
    if was_empty and kept_schema:
        drop_schema(settings.database_address, kept_schema)
    if was_empty:
        shutil.rmtree(kept)
    return Restored(manifest, blobs, None if was_empty else kept, "" if was_empty else kept_schema)


def is_empty(settings: Settings) -> bool:
    """Tell whether a site holds nobody and nothing: no database, or one without a row of the program's own."""
    if _engine_name(settings) == "sqlite" and not sqlite_path(settings.database_address).exists():
        return True
    return not any(_row_counts(settings.database_address).values())


def _checked(settings: Settings, source: Path, keys: Path) -> Manifest | Refusal:
    """Return the manifest of a backup that is whole and fits this site."""
    try:
        manifest = read_manifest((source / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Refusal("no-manifest", f"{source} 里没有能读的 {MANIFEST_NAME}，这不是完整的备份。")
    if manifest.engine != _engine_name(settings):
        return Refusal(
            "other-engine",
            f"备份来自 {manifest.engine}，本站用的是 {_engine_name(settings)}。请先把 DATABASE_URL 设成同一种数据库。",
        )
    if set(manifest.files) != {DATABASE_NAMES[manifest.engine], FILES_NAME}:
        return Refusal("not-whole", f"{MANIFEST_NAME} 里的文件不齐，这不是完整的备份。")
    for name, told in manifest.files.items():
        if not _is_as_told(source / name, told):
            return Refusal("changed", f"{name} 与备份时不同或者缺了，不能用它恢复。请换一份备份。")
    if not _is_as_told(keys, manifest.keys):
        return Refusal(
            "other-keys", f"密钥文件 {keys} 缺了，或者不是这份备份的。请用 --keys 指出备份时的密钥文件。"
        )
    if not migration.is_known(manifest.schema):
        return Refusal("newer-program", "备份是更新版本的程序做的，请先把程序更新到同样的版本。")
    return manifest


def _is_as_told(path: Path, told: FileDigest) -> bool:
    return path.is_file() and digest_of(path) == told


def _swap(settings: Settings, stage: Path, engine: str, stamp: str) -> Path:
    """Move what is there into a folder that keeps it, and what was staged into its place, by renames alone."""
    kept = settings.instance_dir / f"before-restore-{stamp}"
    kept.mkdir(mode=0o700)
    pairs = [(stage / name, settings.instance_dir / name) for name in ("files", "keys")]
    (stage / "files").mkdir(exist_ok=True, mode=0o700)
    if engine == "sqlite":
        live = sqlite_path(settings.database_address)
        pairs.append((stage / DATABASE_NAMES["sqlite"], live))
        for beside in (live.with_name(f"{live.name}-wal"), live.with_name(f"{live.name}-shm")):
            if beside.exists():
                beside.rename(kept / beside.name)
    for new, place in pairs:
        if place.exists():
            place.rename(kept / place.name)
        os.replace(new, place)
    # An index that can be rebuilt must not tell of the site before, nor must the files of its seals: those are written anew.
    for name in ("search", "seals"):
        beside = settings.instance_dir / name
        if beside.exists():
            beside.rename(kept / name)
    (settings.instance_dir / "content.sha256").unlink(missing_ok=True)
    shutil.rmtree(stage)
    return kept


def _engine_name(settings: Settings) -> str:
    return "sqlite" if settings.database_address.startswith("sqlite:///") else "postgresql"


def _row_counts(address: str) -> dict[str, int]:
    """Return how many rows each table of the program has; a table that isn't there is left out."""
    engine = sa.create_engine(address)  # not Database: that would turn a copy's journal into a log beside it
    try:
        with engine.connect() as connection:
            there = set(sa.inspect(connection).get_table_names())
            return {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in Model.metadata.sorted_tables
                if table.name in there
            }
    finally:
        engine.dispose()
