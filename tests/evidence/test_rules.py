"""Roots and the ways that lead to them; pure."""

import hashlib

import pytest

from learnhub.evidence.rules import merkle_path, merkle_root


def walked(leaf: str, path: tuple[tuple[str, str], ...]) -> str:
    node = hashlib.sha256(b"\x00" + leaf.encode()).digest()
    for side, neighbour in path:
        pair = (bytes.fromhex(neighbour), node) if side == "left" else (node, bytes.fromhex(neighbour))
        node = hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest()
    return node.hex()


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 8, 13])
def test_each_leaf_finds_its_way_to_the_root_and_no_other(count: int) -> None:
    leaves = [f"person:{number}|{number}|{number:064x}" for number in range(count)]
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        assert walked(leaf, merkle_path(leaves, index)) == root
        assert walked(leaf + "x", merkle_path(leaves, index)) != root


def test_no_leaves_have_the_root_of_nothing() -> None:
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()
