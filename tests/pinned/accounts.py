"""What the house says of an input, as text: its tree, what its elements mean, its bytes after edits.

Each account is lines of text, so that two of them can be compared by eye; an error of ours ends one.
"""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

from dicomconstruct import STANDARD, dcmread, dcmwrite
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind, outline

EDITS = 4
OUTGROWN = "x" * 70_000
"""Longer than a length of 16 bits can say (PS3.5 7.1.2)."""
VALUES: dict[str, Any] = {
    **dict.fromkeys(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"), "PINNED"),
    **dict.fromkeys(("SL", "SS", "SV", "UL", "US", "UV"), 7),
    **dict.fromkeys(("FD", "FL"), 1.5),
    **dict.fromkeys(("OB", "OD", "OF", "OL", "OV", "OW", "UN"), bytes(range(8))),
    "AS": "007D",
    "AT": BaseTag(0x00100010),
    "DA": "20240229",
    "DS": "7.5",
    "DT": "2024",
    "IS": "7",
    "TM": "0907",
    "UI": "1.2.3",
}
"""The value that an element is given, by VR."""


Edit = Callable[[Dataset, BaseTag, int], None]
"""Changes an element of a data set, or what stands beside it; the number says which turn it is."""


def hashed(content: bytes) -> str:
    """A short hash."""
    return blake2b(content, digest_size=6).hexdigest()


def lines_of(account: str, data: bytes) -> list[str]:
    """An account of an input, by its name in `ACCOUNTS`."""
    lines: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            lines.extend(ACCOUNTS[account](data))
        except DicomError as error:
            lines.append(type(error).__name__)
    return lines


def hash_of(account: str, data: bytes) -> str:
    """The hash of an account of an input."""
    return hashed("\n".join(lines_of(account, data)).encode("utf-8", "surrogatepass"))


def reference_tree(data: bytes) -> Iterator[str]:
    """The outline of the tree that the interpreted structs read, the spelling of each node included."""
    tree = STANDARD.read_tree(data, engine="reference")
    yield repr(tree.coding)
    yield from outline(tree).splitlines()
    for node in tree.walk():
        yield f"{node.offset} {node.header_length} {node.value_length} {node.form} {sorted(node.fields.items())}"


def meanings_by_tree(data: bytes) -> Iterator[str]:
    """Path, VR, byte order, creator, character sets and items of every element of the tree."""
    for one in STANDARD.meanings(STANDARD.read_tree(data)):
        items = sum(child.kind is Kind.ITEM for child in one.node.children or ())
        yield f"{one.node.path} {one.vr.code} {one.order.value} {one.creator} {terms(one.charsets)} {items}"


def meanings_by_data_set(data: bytes) -> Iterator[str]:
    """Path, VR, creator, items and value of every element of the data set, and the character sets of each item."""
    whole = dcmread(io.BytesIO(data), force=True)
    for part in (whole.file_meta, whole):
        yield from _data_set_lines(part)


def _data_set_lines(whole: Dataset) -> Iterator[str]:
    pending: list[tuple[str, Iterator[Any]]] = [("", iter(whole))]
    yield terms(character_sets(whole))
    while pending:
        around, elements = pending[-1]
        element = next(elements, None)
        if element is None:
            pending.pop()
            continue
        path = f"{around}{element.tag}"
        try:
            value = element.value
        except DicomError as error:
            yield f"{path} {element.VR} {type(error).__name__}"
            continue
        if isinstance(value, Sequence):
            yield f"{path} {element.VR} {element.private_creator} {len(value)}"
            for number, item in reversed(list(enumerate(value))):
                pending.append((f"{path}[{number}].", iter(item)))
            yield from (f"{path}[{number}] {terms(character_sets(item))}" for number, item in enumerate(value))
        else:
            said = hashed(repr(value).encode("utf-8", "surrogatepass"))
            yield f"{path} {element.VR} {element.private_creator} {said}"


def edits_by_tree(data: bytes) -> Iterator[str]:
    """The bytes after each of a few elements was given another value by `Codec.set_value`."""
    places = [place for place, node in enumerate(STANDARD.read_tree(data).walk()) if node.kind is Kind.ELEMENT]
    for turn, place in enumerate(_chosen(places, data)):
        tree = STANDARD.read_tree(data)
        node = list(tree.walk())[place]
        code = STANDARD.meaning(tree, node).vr.code
        if code not in VALUES:
            continue
        try:
            STANDARD.set_value(tree, node, _value(code, turn))
        except DicomError as error:
            yield f"{node.path} {type(error).__name__}"
        else:
            yield f"{node.path} {hashed(STANDARD.write_tree(tree))}"


def edits_by_data_set(data: bytes) -> Iterator[str]:
    """The bytes after each of a few elements was given another value, taken out, or put in beside others."""
    paths = list(_paths(dcmread(io.BytesIO(data), force=True)))
    for turn, path in enumerate(_chosen(paths, data)):
        for edit in (_assign, _delete, _insert):
            whole = dcmread(io.BytesIO(data), force=True)
            data_set = whole
            for tag, number in path[:-1]:
                data_set = data_set[tag].value[number]
            yield f"{path} {edit.__name__} {_edited(whole, data_set, edit, path[-1][0], turn)}"


def _paths(whole: Dataset) -> Iterator[tuple[tuple[BaseTag, int], ...]]:
    pending: list[tuple[tuple[tuple[BaseTag, int], ...], Dataset]] = [((), whole)]
    while pending:
        around, data_set = pending.pop()
        for element in data_set:
            yield (*around, (element.tag, 0))
            try:
                value = element.value if element.VR == "SQ" else None
            except DicomError:
                continue
            if isinstance(value, Sequence):
                pending.extend(((*around, (element.tag, number)), item) for number, item in enumerate(value))


def _assign(data_set: Dataset, tag: BaseTag, turn: int) -> None:
    element = data_set[tag]
    if element.VR in VALUES:
        element.value = _value(element.VR, turn)
    else:
        element.value = [*element.value, _item()]


def _delete(data_set: Dataset, tag: BaseTag, _turn: int) -> None:
    del data_set[tag]


def _insert(data_set: Dataset, _tag: BaseTag, turn: int) -> None:
    data_set.ImageComments = _value("LT", turn)
    data_set.OtherPatientIDsSequence = [_item()]
    data_set.private_block(0x0029, "PINNED", create=True).add_new(1, "US", 7)


def _item() -> Dataset:
    made = Dataset()
    made.PatientID = "PINNED"
    return made


def _value(code: str, turn: int) -> Any:
    value = VALUES[code]
    return OUTGROWN if turn == EDITS - 1 and code in ("LO", "LT", "ST", "UT") else value


def _edited(whole: Dataset, data_set: Dataset, edit: Edit, tag: BaseTag, turn: int) -> str:
    out = io.BytesIO()
    try:
        edit(data_set, tag, turn)
        dcmwrite(out, whole)
    except DicomError as error:
        return type(error).__name__
    return hashed(out.getvalue())


def _chosen(places: list[Any], data: bytes) -> list[Any]:
    chance = random.Random(hashed(data))
    return places if len(places) <= EDITS else chance.sample(places, EDITS)


def terms(charsets: Any) -> str:
    """The defined terms of character sets (PS3.3 C.12.1.1.2)."""
    return "\\".join(charsets.terms)


def character_sets(data_set: Dataset) -> Any:
    """The character sets that a data set was read with."""
    return data_set._source.character_sets


ACCOUNTS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "tree": reference_tree,
    "meanings-by-tree": meanings_by_tree,
    "meanings-by-data-set": meanings_by_data_set,
    "edits-by-tree": edits_by_tree,
    "edits-by-data-set": edits_by_data_set,
}
