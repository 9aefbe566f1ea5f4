"""Files that mean harm, sent through the pages that take files: each ends in a sentence or in something that can do none."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.web import person_or_none
from learnhub.web.guard import form_token
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.authoring.hostile.doors import Answer, Stranger, escaped, misplaced
from tests.authoring.hostile.makers import Door, Sent, uploads
from tests.media import recordings
from tests.people import BASE_ID, BASE_REGION, make_person, sign_in

_UPLOADS = 150  # on each engine: three hundred in all


class Program:
    """The program itself, asked without a network."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "") -> Answer:
        answer = self.client.open(
            address,
            method=method,
            data=body,
            content_type=kind or None,
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, headers, answer.get_data())


@pytest.fixture
def stranger(app: Flask, database: Database, settings: Settings) -> Stranger:
    app.config["PROPAGATE_EXCEPTIONS"] = True
    person = make_person(database, "坏人", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    client = app.test_client()
    sign_in(client, person)
    with client:
        client.get("/healthz")
        token = form_token(person_or_none())
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), person)
    made = Stranger(Program(client), token, ("new-push",), "")
    video = made.send(Sent(Door.VIDEO, "a.mp4", recordings.mp4(filling=200)), follows=False)
    made.video = video.headers["location"].split("/")[3].partition("?")[0]
    return made


def test_three_hundred_hostile_uploads_end_in_a_sentence_or_in_something_harmless(
    stranger: Stranger, settings: Settings, engine_name: str, tmp_path: Path
) -> None:
    for sent in uploads(_UPLOADS, seed=len(engine_name)):
        # Documents aren't converted here: importing/test_hostile.py has three hundred of them read.
        stranger.send(sent, follows=stranger.number % 15 == 0)
    taken = {door for door, status in stranger.counts if status == 303}
    refused = {door for door, status in stranger.counts if status == 422}
    assert taken == set(Door), "every door must have taken something, or nothing was tried behind it"
    # A document is refused when it is read, and words are taken as words.
    assert refused >= set(Door) - {Door.MARKDOWN, Door.DOCUMENT}
    assert [*misplaced(tmp_path, settings.instance_dir), *escaped()] == []
