"""The cipher for columns and the keys behind it."""

import stat
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.adapters.sealed_columns import Place, needs_reseal, seal, unseal
from learnhub.accounts.adapters.site_keys import (
    SiteKeys,
    drop_retired_field_keys,
    key_id,
    renew_field_key,
    site_keys,
)
from learnhub.primitives import instant_now
from learnhub.settings import Settings

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
KEYS = SiteKeys(bytes(32), {key_id(OLD): OLD}, key_id(OLD))
RENEWED = SiteKeys(bytes(32), {key_id(NEW): NEW, key_id(OLD): OLD}, key_id(NEW))
HERE = Place("disability_certificate", "number_sealed", "row-1")


@given(st.text(max_size=100))
def test_what_is_sealed_opens_in_its_place(text: str) -> None:
    assert unseal(KEYS, HERE, seal(KEYS, HERE, text)) == text


def test_sealing_twice_gives_two_values() -> None:
    assert seal(KEYS, HERE, "同一个") != seal(KEYS, HERE, "同一个")


@pytest.mark.parametrize(
    "place",
    [
        Place("disability_certificate", "number_sealed", "row-2"),
        Place("disability_certificate", "other", "row-1"),
        Place("other", "number_sealed", "row-1"),
        Place("disability_certificatenumber_sealed", "", "row-1"),
    ],
)
def test_a_value_moved_elsewhere_does_not_open(place: Place) -> None:
    with pytest.raises(RuntimeError, match="changed or moved"):
        unseal(KEYS, place, seal(KEYS, HERE, "11010519491231002X11"))


@pytest.mark.parametrize("broken", ["", ".", "x.y", "!!", "0" * 40])
def test_a_broken_value_says_nothing_of_itself(broken: str) -> None:
    for sealed in (broken, f"{key_id(OLD)}.{broken}", seal(KEYS, HERE, "11010519491231002X11")[:-8]):
        with pytest.raises(RuntimeError) as raised:
            unseal(KEYS, HERE, sealed)
        assert "11010519491231002X11" not in str(raised.value)
        assert raised.value.__cause__ is None


def test_an_old_value_opens_after_the_key_was_renewed_and_is_known_as_old() -> None:
    sealed = seal(KEYS, HERE, "旧的")
    assert needs_reseal(RENEWED, sealed)
    assert unseal(RENEWED, HERE, sealed) == "旧的"
    again = seal(RENEWED, HERE, "旧的")
    assert not needs_reseal(RENEWED, again)
    with pytest.raises(RuntimeError, match="missing"):
        unseal(KEYS, HERE, again)


def test_renewing_keeps_the_old_key_beside_the_new_one(settings: Settings) -> None:
    before = site_keys(settings)
    sealed = seal(before, HERE, "号码")
    new_id = renew_field_key(settings)
    after = site_keys(settings)
    assert after.field_key_id == new_id != before.field_key_id
    assert set(after.field_keys) == {new_id, before.field_key_id}
    assert after.index == before.index
    assert unseal(after, HERE, sealed) == "号码"
    for path in (settings.instance_dir / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert drop_retired_field_keys(settings, retired_before=instant_now() - timedelta(hours=1)) == 0
    assert drop_retired_field_keys(settings, retired_before=instant_now() + timedelta(seconds=1)) == 1
    assert set(site_keys(settings).field_keys) == {new_id}


def test_keys_show_in_no_repr(settings: Settings) -> None:
    keys = site_keys(settings)
    assert str(keys.index) not in repr(keys)
    assert str(next(iter(keys.field_keys.values()))) not in repr(keys)


def test_hashes_of_different_purposes_differ() -> None:
    assert KEYS.keyed_hash("a", "b") != KEYS.keyed_hash("c", "b")
    assert KEYS.keyed_hash("a", "b") == KEYS.keyed_hash("a", "b")
