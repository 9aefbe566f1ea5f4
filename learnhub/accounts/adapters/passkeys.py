"""Passkeys (WebAuthn): what a device is asked, and whether its answer is right; wraps the library `webauthn`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

ANSWER_CHARACTERS_MAX = 20_000
# Chromium holds a longer wish to ten minutes; who needs longer presses the button again (WCAG 2.2.1: nothing is lost).
_TIMEOUT_MILLISECONDS = 600_000
_OWN_LOCK = (
    UserVerificationRequirement.REQUIRED
)  # a finger, a face or a number: a telephone that was found opens nothing


@dataclass(frozen=True)
class Place:
    """Where passkeys are good. host: without port. origin: as the browser writes it, with port."""

    host: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """A passkey that a device has made. credential: its id, base64url."""

    credential: str
    public_key: bytes
    sign_count: int


def question_to_make(
    place: Place, challenge: bytes, *, site_name: str, nickname: str, handle: str, known: Sequence[str]
) -> str:
    """Return, as JSON, what a device is asked in order to make a passkey. known: credentials that it shall not make again."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=site_name,
        user_name=nickname,
        user_id=base64url_to_bytes(handle),
        challenge=challenge,
        timeout=_TIMEOUT_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_OWN_LOCK
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one)) for one in known],
    )
    return webauthn.options_to_json(options)


def question_to_sign(place: Place, challenge: bytes) -> str:
    """Return, as JSON, what a device is asked in order to sign in; the device itself knows whose passkeys it has."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, challenge=challenge, timeout=_TIMEOUT_MILLISECONDS, user_verification=_OWN_LOCK
    )
    return webauthn.options_to_json(options)


def challenge_in(answer: str) -> bytes | None:
    """Return the challenge that a device says it has signed, or None for what is no answer of a device."""
    told = _read(answer)
    response = told.get("response") if told is not None else None
    client = response.get("clientDataJSON") if isinstance(response, dict) else None
    if not isinstance(client, str):
        return None
    try:
        return parse_client_data_json(base64url_to_bytes(client)).challenge
    except (WebAuthnException, ValueError, TypeError):
        return None


def credential_in(answer: str) -> str:
    """Return the credential that an answer names; "" when it names none."""
    told = _read(answer)
    named = told.get("id") if told is not None else None
    return named if isinstance(named, str) else ""


def made_key(answer: str, place: Place, challenge: bytes) -> NewKey | None:
    """Return the passkey that a device has made, or None where its answer isn't right."""
    told = _read(answer)
    try:
        made = webauthn.verify_registration_response(
            credential=told or {},
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return None
    return NewKey(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def new_sign_count(
    answer: str, place: Place, challenge: bytes, *, public_key: bytes, sign_count: int
) -> int | None:
    """Return how often a passkey has signed by now, or None where the answer isn't right."""
    told = _read(answer)
    try:
        signed = webauthn.verify_authentication_response(
            credential=told or {},
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return None
    return signed.new_sign_count


def _read(answer: str) -> dict[str, object] | None:
    if len(answer) > ANSWER_CHARACTERS_MAX:
        return None
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
