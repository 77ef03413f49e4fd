"""A path leads to the same element by tree and by data set, also where a tag stands several times."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import pytest
from bytes_of import IMPLICIT_LE, explicit, fragments, implicit, item, part10, sequence, undefined_item
from pinned import inputs

from dicomconstruct import STANDARD, Dataset, Tree, dcmread
from dicomconstruct.errors import DicomError
from dicomconstruct.sequence import Sequence
from dicomconstruct.tree import Kind

MUTANTS = range(330_000, 330_200)
ADDRESSES = 300
"""Elements of a file that are looked for."""


def elements_of(data_set: Dataset, before: str = "") -> Iterator[tuple[str, int]]:
    """The path of each element of a data set, at every depth, and where its value stands."""
    for element in data_set:
        path = f"{before}{element.tag}"
        yield path, element.file_tell
        try:
            value = element.value
        except DicomError:
            continue
        if isinstance(value, Sequence):
            for number, inside in enumerate(value):
                yield from elements_of(inside, f"{path}[{number}].")


def value_offsets(tree: Tree, paths: Iterable[str]) -> list[int | None]:
    found = [tree.find(path) for path in paths]
    return [None if node is None else node.value_offset for node in found]


def assert_alike(data: bytes) -> list[str]:
    """The paths that were looked for; each leads to the element of the file meta group, else of the data set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = dcmread(data, force=True)
        in_order = chain(elements_of(whole.file_meta), elements_of(whole))
        expected: dict[str, int] = {}
        for path, offset in islice(in_order, ADDRESSES):
            expected.setdefault(path, offset)
    for tree in (STANDARD.read_tree(data), STANDARD.look(data)):
        assert dict(zip(expected, value_offsets(tree, expected), strict=True)) == expected
    return list(expected)


NAMES = explicit(0x00100010, "PN", b"hidden^A") + explicit(0x00100010, "PN", b"shown^B ")
CREATORS = (
    explicit(0x00090010, "LO", b"FIRST ")
    + explicit(0x00090010, "LO", b"SECOND")
    + explicit(0x00091001, "LO", b"one ")
    + explicit(0x00091001, "LO", b"two ")
)
CHARACTER_SETS = explicit(0x00080005, "CS", b"ISO_IR 100") + explicit(0x00080005, "CS", b"ISO_IR 192")
REPEATED = {
    "elements": (NAMES, "(0010,0010)"),
    "of those that govern others the first": (CHARACTER_SETS + CREATORS + NAMES, "(0009,0010)"),
    "in an item": (sequence(0x00081140, item(NAMES), undefined_item(CREATORS)), "(0008,1140)[1].(0009,0010)"),
    "sequences": (
        sequence(0x00081140, item(NAMES), item(NAMES)) + sequence(0x00081140, item(NAMES)),
        "(0008,1140)[0].(0010,0010)",
    ),
    "sequences in sequences": (
        sequence(0x00081140, item(sequence(0x00081150, item(NAMES)) * 2)) * 2,
        "(0008,1140)[0].(0008,1150)[0].(0010,0010)",
    ),
    "apart": (NAMES[:16] + explicit(0x00100020, "LO", b"1 ") + NAMES[16:], "(0010,0010)"),
}


@pytest.mark.parametrize(("data_set", "path"), REPEATED.values(), ids=REPEATED)
def test_a_repeated_tag_means_the_element_that_a_data_set_shows(data_set: bytes, path: str) -> None:
    for data in (data_set, part10(data_set)):
        assert path in assert_alike(data)


def test_a_repeated_tag_without_vr_means_the_same() -> None:
    names = implicit(0x00100010, b"hidden^A") + implicit(0x00100010, b"shown^B ")
    data = part10(implicit(0x00081140, item(names)) * 2 + names, uid=IMPLICIT_LE)
    assert "(0008,1140)[0].(0010,0010)" in assert_alike(data)


def test_a_path_leads_to_items_and_fragments() -> None:
    images = sequence(0x00081140, item(NAMES)) + sequence(0x00081140, item(), item(NAMES))
    tree = STANDARD.read_tree(part10(images, fragments(0x7FE00010, b"", b"one ", b"two ")))
    found = {path: tree.find(path) for path in ("(0008,1140)[1]", "(7FE0,0010)[2]")}
    assert {path: node and (node.kind, node.path) for path, node in found.items()} == {
        "(0008,1140)[1]": (Kind.ITEM, "(0008,1140)[1]"),
        "(7FE0,0010)[2]": (Kind.FRAGMENT, "(7FE0,0010)[2]"),
    }


@pytest.mark.parametrize(
    "path", ["", "(0010,0020)", "(0008,1140)[2]", "(0008,1140)[0].(0010,0010)", "(0010,0010)[0]"]
)
def test_a_path_that_a_data_set_has_not_leads_nowhere(path: str) -> None:
    images = sequence(0x00081140, item(NAMES)) + sequence(0x00081140, item())
    assert STANDARD.read_tree(part10(images, NAMES)).find(path) is None


@pytest.mark.parametrize("name", inputs.names())
def test_files_are_addressed_alike(name: str) -> None:
    assert_alike(inputs.data_of(name))


@pytest.mark.parametrize("seed", MUTANTS)
def test_mutants_are_addressed_alike(seed: int) -> None:
    assert_alike(inputs.mutant(seed))
