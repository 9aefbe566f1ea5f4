"""Blobs in a local folder."""

from pathlib import Path

import pytest

from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import address_of


def test_what_was_stored_comes_back_by_its_address(tmp_path: Path) -> None:
    store = LocalFolder(tmp_path)
    address = store.put("你好".encode())
    assert address == address_of("你好".encode())
    assert address in store
    assert store.get(address) == "你好".encode()


def test_storing_twice_is_one_file(tmp_path: Path) -> None:
    store = LocalFolder(tmp_path)
    store.put(b"x")
    store.put(b"x")
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize("address", ["../../etc/passwd", "", "0" * 63, "G" * 64, "0" * 64])
def test_what_is_no_address_of_a_blob_is_a_key_error(tmp_path: Path, address: str) -> None:
    store = LocalFolder(tmp_path)
    assert address not in store
    with pytest.raises(KeyError):
        store.get(address)


def test_a_file_is_stored_as_its_bytes_are_and_can_be_erased(tmp_path: Path) -> None:
    store = LocalFolder(tmp_path / "files")
    source = tmp_path / "film"
    source.write_bytes(b"frames" * 500_000)
    address = store.put_file(source)
    assert address == store.put_file(source) == store.put(source.read_bytes())
    assert store.get(address) == source.read_bytes()
    store.remove(address)
    store.remove(address)
    assert address not in store
    assert source.exists()
