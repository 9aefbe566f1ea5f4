"""The program inside a bundle: short, alone, and right about signatures."""

import ast
import secrets
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from learnhub.oversight.adapters import verify
from learnhub.oversight.adapters.bundle_files import VERIFIER

LINES_MAX = 300
# RFC 8032, section 7.1: secret key not needed; public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


def test_the_program_is_short_and_needs_the_standard_library_alone() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LINES_MAX
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add((node.module or "").split(".")[0])
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize(("public_key", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032_are_signed(public_key: str, message: str, signature: str) -> None:
    told = (bytes.fromhex(public_key), bytes.fromhex(signature), bytes.fromhex(message))
    assert verify.is_signed(*told)
    assert not verify.is_signed(told[0], told[1], told[2] + b"x")


def test_it_agrees_with_cryptography_on_what_is_signed_and_what_is_not() -> None:
    for _ in range(4):
        key = Ed25519PrivateKey.generate()
        public_key, message = key.public_key().public_bytes_raw(), secrets.token_bytes(80)
        signature = key.sign(message)
        assert verify.is_signed(public_key, signature, message)
        for place in (0, 31, 32, 63):
            broken = bytearray(signature)
            broken[place] ^= 1
            assert not verify.is_signed(public_key, bytes(broken), message)


@pytest.mark.parametrize("what", ["long", "short", "no point", "large", "small"])
def test_what_is_no_signature_at_all_is_not_signed(what: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public_key, signature = key.public_key().public_bytes_raw(), key.sign(b"m")
    number = int.from_bytes(signature[32:], "little")
    cases = {
        "long": (public_key, signature + b"\0"),
        "short": (public_key[:31], signature),
        "no point": ((2).to_bytes(32, "little"), signature),
        # The same signature with L added to its number must not count: one message, one signature.
        "large": (public_key, signature[:32] + (number + verify.L).to_bytes(32, "little")),
        "small": ((2**255 - 1).to_bytes(32, "little"), signature),
    }
    assert not verify.is_signed(*cases[what], b"m")


@pytest.mark.parametrize(("lessons_done", "is_right"), [(1, True), (2, False)])
def test_a_task_that_was_handed_in_adds_its_minutes_and_is_no_lesson(
    capsys: pytest.CaptureFixture[str], lessons_done: int, is_right: bool
) -> None:
    told = {"enrolment_id": 1, "lesson_id": 5, "recognised_minutes": 50}
    posted = [told, told | {"lesson_id": 6, "recognised_minutes": 7, "task": "press-evenly"}]
    check = object.__new__(verify.Check)
    check.faults = []
    check.rows = {
        ("person:1", at): {"subject": "person:1", "position": at, "kind": "credit.posted", "payload": one}
        for at, one in enumerate(posted, start=1)
    }
    inputs = {"session_ids": [], "lesson_ids": [5, 6], "elsewhere": []}
    facts = {"days": [], "online_minutes": 57, "lessons_done": lessons_done}
    check.check_record(
        {"id": 1, "version": 1, "subject": "person:1", "position": 9, "digest": "", "enrolment_id": 1, "facts": facts, "lines": [],
         "inputs": inputs}
    )  # fmt: skip
    assert ("应为" not in capsys.readouterr().out) is is_right
