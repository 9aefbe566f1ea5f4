"""Samples that anybody can draw again, and lists that are compared and forgotten."""

import hashlib

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.service import certificates
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.oversight.adapters.lists import read_list
from learnhub.oversight.models import AuditSample, MatchList
from learnhub.oversight.rules import HitOutcome, ListKind, ReadList, read_rows, sample
from learnhub.oversight.service import matches, samples
from learnhub.primitives import Refusal, instant_now
from tests.oversight.test_bundle import kept_record
from tests.people import Someone

KEYS = SiteKeys(b"i" * 32, {"00000000": b"f" * 32}, "00000000")
IDENTITY = "110101199003078056"


def test_the_same_seed_draws_the_same_in_whatever_order() -> None:
    drawn = sample(range(1, 1000), seed="骰子 4 6 1", size=20)
    assert drawn == sample(reversed(range(1, 1000)), seed="骰子 4 6 1", size=20)
    assert drawn == tuple(sorted(set(drawn)))
    assert len(drawn) == 20
    assert drawn != sample(range(1, 1000), seed="骰子 4 6 2", size=20)
    assert sample([3, 1], seed="x", size=20) == (1, 3)


def test_a_larger_sample_of_one_seed_holds_the_smaller_one() -> None:
    assert set(sample(range(500), seed="a", size=10)) < set(sample(range(500), seed="a", size=50))


def test_a_list_is_read_by_its_numbers_whatever_else_stands_there() -> None:
    hashed = hashlib.sha256(IDENTITY.encode()).hexdigest()
    table = [
        ["姓名", "号码"],
        ["甲", IDENTITY],
        ["乙", f"'{IDENTITY[:-1]}x"],
        ["丙", "不详"],
        [hashed.upper()],
        [""],
        [IDENTITY + "11"],
    ]
    read = read_rows(table)
    assert [(row.number, row.identity, row.hashed) for row in read.rows] == [
        (2, IDENTITY, ""),
        (3, IDENTITY[:-1] + "X", ""),
        (5, "", hashed),
        (7, IDENTITY, ""),
    ]
    assert read.unreadable == (4,)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rest", "姓名\n甲\n".encode(), b"\xff\xfe\x00\x80\xff"])
def test_a_file_without_numbers_is_refused_with_what_to_do(content: bytes) -> None:
    refusal = read_list(content)
    assert isinstance(refusal, Refusal)
    assert refusal.field == "file"


def test_a_list_in_gb_18030_is_read_too() -> None:
    read = read_list(f"姓名,号码\n王强,{IDENTITY}\n".encode("gb18030"))
    assert isinstance(read, ReadList)
    assert len(read.rows) == 1


def test_a_sample_is_kept_and_drawn_again(
    database: Database, trainee: Someone, instructor: Someone, auditor: Someone
) -> None:
    record_id = kept_record(database, trainee, instructor)
    with database.transaction() as session:
        asked = {"seed": "2026 第一次", "size": 5, "now": instant_now()}
        made = samples.draw(session, Actor(auditor.person_id), region_code="410000", **asked)
        assert isinstance(made, AuditSample)
        assert (made.record_ids, made.population) == ([record_id], 1)
        assert samples.is_same_again(session, made)
        assert isinstance(
            samples.draw(session, Actor(auditor.person_id), region_code="530000", **asked), Refusal
        )
        assert [one.id for one in samples.samples_in(session, ("410000",))] == [made.id]
        assert samples.samples_in(session, ("530000",)) == []
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.update(AuditSample).values(seed="another"))


def test_a_list_is_compared_and_its_numbers_stay_nowhere(
    database: Database, trainee: Someone, other_trainee: Someone, auditor: Someone
) -> None:
    number = CertificateNumber(IDENTITY + "11")
    hashed = hashlib.sha256(IDENTITY.encode()).hexdigest()
    with database.transaction() as session:
        for person in (trainee, other_trainee):
            certificates.give(
                session,
                KEYS,
                Actor(person.person_id),
                person.person_id,
                number,
                told=TEXTS[Basis.DUTY],
                now=instant_now(),
            )
        content = f"号码\n{IDENTITY}\n{hashed}\n11010119900307803X\n".encode()
        brought = matches.Brought(
            ListKind.DEATHS, "某县 3 月", content, "410105", sa.select(sa.literal(trainee.person_id))
        )
        made = matches.compare(session, KEYS, Actor(auditor.person_id), brought, now=instant_now())
        assert isinstance(made, MatchList)
        hits = matches.hits_of(session, made.id)
        assert [(hit.row_number, hit.person_id) for hit in hits] == [
            (2, trainee.person_id),
            (3, trainee.person_id),
        ]
        assert matches.open_counts(session, [made.id]) == {made.id: (2, 2)}
        decided = {"outcome": HitOutcome.ANOTHER_PERSON, "now": instant_now()}
        assert matches.decide(session, Actor(auditor.person_id), hits[0], reason="短", **decided) is not None
        assert (
            matches.decide(session, Actor(auditor.person_id), hits[0], reason="电话问过", **decided) is None
        )
        again = matches.decide(session, Actor(auditor.person_id), hits[0], reason="电话问过", **decided)
        assert again is not None
        assert matches.open_counts(session, [made.id]) == {made.id: (2, 1)}
        kept = [[str(value) for value in row] for row in session.execute(sa.select(MatchList.__table__))]
        kept += [[e.words, e.reason, e.object_id] for e in session.scalars(sa.select(AuditEvent))]
    assert not any(IDENTITY in text or hashed in text for row in kept for text in row)
