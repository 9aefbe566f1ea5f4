"""Bring documents in tests: files in the store, converted by the worker, the token in hand."""

from collections.abc import Callable, Mapping

from learnhub.authoring.models import DocumentImport
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.documents import SentFile
from learnhub.db import Database
from learnhub.jobs.worker import Handler, Worker
from learnhub.primitives import instant_now
from learnhub.storage.rules import BlobStore
from tests.authoring.drafts.drafts import TEACHING
from tests.people import BASE_ID, Someone

Bring = Callable[..., str]


def bringing(database: Database, store: BlobStore, person: Someone, handlers: Mapping[str, Handler]) -> Bring:
    """Return what brings files, lets the worker do what is asked for, and returns the token."""

    def brought(*files: tuple[str, bytes], is_converted: bool = True) -> str:
        sent = [SentFile(name, store.put(content), len(content)) for name, content in files]
        with database.transaction() as session:
            row = imports.begin_import(
                session, sent, base_id=BASE_ID, holdings=TEACHING, by=person.person_id, now=instant_now()
            )
            assert isinstance(row, DocumentImport)
        if is_converted:
            Worker(database, handlers).run_all()
        return row.token

    return brought
