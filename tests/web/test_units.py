"""A page reads in one unit of work, and sees what was written since it began only where it wrote itself."""

import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.models import Person
from learnhub.web import reading, transaction
from tests.people import Someone


def nickname(person: Someone) -> sa.Select[str]:
    return sa.select(Person.nickname).where(Person.id == person.person_id)


def test_what_reads_inside_a_reading_goes_on_with_it(app: Flask) -> None:
    with app.app_context():
        with reading() as outer, reading() as inner:
            assert inner is outer
        with reading() as later:
            assert later is not outer


def test_a_reading_that_failed_is_not_gone_on_with(app: Flask) -> None:
    with app.app_context():
        try:
            with reading() as failed:
                raise LookupError
        except LookupError:
            pass
        with reading() as later:
            assert later is not failed


def test_who_has_written_reads_what_was_written(app: Flask, trainee: Someone) -> None:
    with app.app_context(), reading() as outer:
        before = outer.scalar(nickname(trainee))
        with transaction() as session:
            session.get_one(Person, trainee.person_id).nickname = "改过的昵称"
        with reading() as inner:
            assert inner is not outer
            assert inner.scalar(nickname(trainee)) == "改过的昵称" != before
