"""A pickle equals its data set, whatever was done to it, and has no byte of a value that was taken out or replaced.

The edits are drawn: any number of them, at any level, on drawn data sets and on real files, looked at or not.
"""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    explicit,
    item,
    part10,
)
from hypothesis import given, settings, strategies as st
from real_files import FILES

from dicomconstruct import DataElement, Dataset, FileMetaDataset, Sequence, dcmread, dcmwrite
from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.errors import DicomError
from dicomconstruct.filereader import read_dataset
from dicomconstruct.testing import example_files, models
from dicomconstruct.values import MultiValue

SMALL_FILES = [path for path in FILES if path.stat().st_size < 100_000]
READABLE_FILES = [path for path in FILES if path.stat().st_size < 3_000_000]
EXAMPLES = dict(example_files())
UIDS = (EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE, DEFLATED)
ENCODINGS = ((False, True), (True, True), (False, False))
LEFT_FOR_OTHERS = ("SpecificCharacterSet", "PixelRepresentation", "TransferSyntaxUID")
"""Elements whose values stay in a pickle because others are understood by them; private creators are others."""
SECRET = "ANON-{:04}-SECRET"


def outcome(operation: Callable[[], Any]) -> Any:
    """What an operation gives, or which error."""
    try:
        return operation()
    except Exception as error:
        return type(error), str(error)


def written(data_set: Any, *encoding: bool) -> Any:
    def write() -> bytes:
        buffer = io.BytesIO()
        how = dict(zip(("implicit_vr", "little_endian"), encoding, strict=False))
        dcmwrite(buffer, copy.deepcopy(data_set), force_encoding=bool(how), **how)  # type: ignore[arg-type]
        return buffer.getvalue()

    return outcome(write)


def levels(top: Dataset) -> Iterator[Dataset]:
    """A data set and all inside it."""
    yield top
    for element in top.iterall():
        if element.VR in ("SQ", "UN") and isinstance(element.value, Sequence):
            yield from element.value


def facts(data_set: Dataset) -> list[Any]:
    """All that can be asked of a data set and of its elements, but for what sequences hold."""
    attributes = {name: one for name, one in data_set.__dict__.items() if name not in ("buffer", "file_meta")}
    attributes = {name: one for name, one in attributes.items() if not isinstance(one, Dataset)}
    told = [
        type(data_set),
        attributes,
        data_set.original_encoding,
        data_set.original_character_set,
        outcome(lambda: data_set.is_original_encoding),
        data_set.is_undefined_length_sequence_item,
        outcome(lambda: data_set.seq_item_tell),
        list(data_set._elements),
    ]
    for element in data_set:
        value = outcome(lambda element=element: element.value)  # type: ignore[misc]
        told.append(
            (
                element.tag,
                element.VR,
                element.is_undefined_length,
                element.private_creator,
                element.file_tell,
                element.is_original,
                type(value),
                len(value) if isinstance(value, Sequence) else repr(value),
                (value.is_undefined_length, value.changed, value.__dict__) if isinstance(value, Sequence) else None,
            )
        )
    return told


def assert_same(one: Dataset, other: Dataset) -> None:
    """Assert that nothing tells two data sets apart."""
    metas = [getattr(data_set, "file_meta", None) for data_set in (one, other)]
    if metas[0] is not None:
        assert facts(metas[0]) == facts(metas[1])
    else:
        assert metas[1] is None
    for mine, theirs in zip(levels(one), levels(other), strict=True):
        assert facts(mine) == facts(theirs)
    assert outcome(lambda: one == other) is True or isinstance(outcome(lambda: one == other), tuple)
    for encoding in ((), *ENCODINGS):
        assert written(one, *encoding) == written(other, *encoding)


def raw_values(data_set: Dataset) -> Iterator[bytes]:
    """The bytes of all values that were read and still stand for their elements, but of those that stay anyhow."""
    file_meta = getattr(data_set, "file_meta", None)
    for level in (*levels(data_set), *([] if file_meta is None else [file_meta])):
        for element in level:
            is_leaf = not isinstance(outcome(lambda element=element: element.value), Sequence)  # type: ignore[misc]
            if is_leaf and element.is_original and element.keyword not in LEFT_FOR_OTHERS:
                raw = bytes(element._source.view(element))
                if not element.tag.is_private_creator:
                    yield raw


def told_apart(raw: bytes) -> bool:
    """Whether bytes are not likely to be met by chance."""
    return len(raw) >= 8 and len(set(raw)) >= 4


def assert_nothing_is_left_of(values: set[bytes], data_set: Dataset, stream: bytes) -> None:
    """Assert that a pickle has none of some values that are no longer in its data set."""
    files = [written(data_set, *how) for how in ((), *ENCODINGS)]
    there = b"".join([one for one in files if type(one) is bytes] + list(raw_values(data_set)))
    there += repr(data_set.__dict__).encode()
    gone = [value for value in filter(told_apart, values) if value not in there]
    assert [value for value in gone if value in stream] == []


class Edits:
    """Edits that chance decides on."""

    def __init__(self, top: Dataset, chance: Random) -> None:
        self.top = top
        self.chance = chance
        self.count = 0
        self.taken: list[Any] = []

    def some(self, number: int) -> None:
        """Make so many edits."""
        for _ in range(number):
            level = self.chance.choice([*levels(self.top), self.top])
            edit = self.chance.choice(EDITS)
            try:
                edit(self, level)
            except (DicomError, TypeError, NotImplementedError) as error:
                assert "holds itself" not in str(error)  # noqa: PT017

    def element(self, level: Dataset) -> DataElement | None:
        tags = [tag for tag in level._elements if tag != 0x00080005 or self.chance.random() < 0.3]
        return level[self.chance.choice(tags)] if tags else None

    def sequence(self, level: Dataset) -> Any:
        found = [element.value for element in level if isinstance(element.value, Sequence)]
        return self.chance.choice(found) if found else None

    def fresh(self) -> Dataset:
        made = Dataset()
        self.count += 1
        made.PatientID = f"new {self.count}"
        if self.chance.random() < 0.3:
            made.ContentSequence = [Dataset()]
        return made

    def delete(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None:
            del level[element.tag]

    def pop(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None:
            self.taken.append(level.pop(element.tag))

    def pop_last(self, level: Dataset) -> None:
        if level._elements:
            level.popitem()

    def delete_attribute(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None and element.keyword:
            delattr(level, element.keyword)

    def clear(self, level: Dataset) -> None:
        if level is not self.top or self.chance.random() < 0.2:
            level.clear()

    def delete_slice(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None:
            part = slice(element.tag, None) if self.chance.random() < 0.5 else slice(None, element.tag)
            del level[part]

    def take_a_part(self, level: Dataset) -> None:
        """Go on with a slice of the whole, or put one in the place of an item."""
        element, items = self.element(level), self.sequence(level)
        if element is not None and level is self.top and self.chance.random() < 0.3:
            for one in levels(self.top):
                one.__dict__.pop("outermost", None)
            self.top = level[: element.tag] if self.chance.random() < 0.5 else level[element.tag :]
        elif items:
            place = self.chance.randrange(len(items))
            items[place] = items[place][0x00080000:0x00200000]

    def walk(self, level: Dataset) -> None:
        chance = self.chance

        def callback(here: Dataset, element: DataElement) -> None:
            if element.VR in ("PN", "LO", "DA") and chance.random() < 0.5:
                del here[element.tag]

        level.walk(callback)

    def remove_private(self, level: Dataset) -> None:
        level.remove_private_tags()

    def assign(self, level: Dataset) -> None:
        if (element := self.element(level)) is None:
            return
        values = {"UI": "1.2.3", "DA": "20200101", "PN": "A^B", "IS": 5, "US": 7, "FD": [1.5, 2.5]}
        element.value = [self.fresh()] if element.VR == "SQ" else values.get(element.VR)

    def empty(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None:
            element.clear()

    def add(self, level: Dataset) -> None:
        level.add_new(0x00104000, "LT", f"comment {self.count}")
        level.private_block(0x0099, "PICKLES", create=True).add_new(self.chance.randrange(9), "LO", "x")

    def replace(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None and element.keyword != "SpecificCharacterSet":
            level[element.tag] = DataElement(element.tag, "UN", b"replaced")

    def append(self, level: Dataset) -> None:
        if (items := self.sequence(level)) is not None:
            items.append(self.fresh())

    def insert(self, level: Dataset) -> None:
        if (items := self.sequence(level)) is not None:
            items.insert(0, self.fresh())
            items.extend([self.fresh()])

    def pop_item(self, level: Dataset) -> None:
        if items := self.sequence(level):
            self.taken.append(items.pop(self.chance.randrange(len(items))))

    def delete_items(self, level: Dataset) -> None:
        if items := self.sequence(level):
            del items[: self.chance.randrange(len(items) + 1)]

    def reorder(self, level: Dataset) -> None:
        if items := self.sequence(level):
            items.reverse()

    def repeat_an_item(self, level: Dataset) -> None:
        if items := self.sequence(level):
            items.append(items[0])
            level.ReferencedInstanceSequence = [items[-1]]

    def move(self, level: Dataset) -> None:
        """Put in what was taken out elsewhere."""
        if not self.taken:
            return
        one = self.taken.pop()
        if isinstance(one, Dataset):
            level.ReferencedImageSequence = [one]
        else:
            level[one.tag] = one

    def copy_elsewhere(self, level: Dataset) -> None:
        if (element := self.element(level)) is not None and not isinstance(element.value, Sequence):
            self.top.add(copy.copy(element))

    def put_raw(self, level: Dataset) -> None:
        if (element := self.element(level)) is None or isinstance(element.value, Sequence):
            return
        raw = RawDataElement(element.tag, "LO", 8, b"raw \xe4\xf6\xfc ", 0, False, True)
        level[element.tag] = raw
        if self.chance.random() < 0.5:
            _ = level[element.tag].value

    def change_values_in_place(self, level: Dataset) -> None:
        for element in level:
            if isinstance(element.value, MultiValue) and len(element.value):
                element.value.append(element.value[0])
                return

    def change_vr(self, level: Dataset) -> None:
        for element in level:
            if element.VR == "LO":
                element.VR = "SH"
                return

    def set_attributes(self, level: Dataset) -> None:
        self.count += 1
        level.note = f"note {self.count}"
        level.outermost = self.top
        if (items := self.sequence(level)) is not None:
            items.remark = "on a sequence"

    def change_lengths(self, level: Dataset) -> None:
        level.is_undefined_length_sequence_item = self.chance.random() < 0.5
        if (items := self.sequence(level)) is not None:
            items.is_undefined_length = self.chance.random() < 0.5

    def change_meta(self, level: Dataset) -> None:  # noqa: ARG002
        file_meta = getattr(self.top, "file_meta", None)
        if file_meta is None:
            return
        file_meta.SourceApplicationEntityTitle = "HERE"
        if "MediaStorageSOPInstanceUID" in file_meta:
            del file_meta.MediaStorageSOPInstanceUID
        if self.chance.random() < 0.2:
            self.top.file_meta = None

    def change_preamble(self, level: Dataset) -> None:  # noqa: ARG002
        if hasattr(self.top, "preamble"):
            self.top.preamble = b"p" * 128

    def look(self, level: Dataset) -> None:
        for element in level.iterall():
            outcome(lambda element=element: element.value)  # type: ignore[misc]


EDITS = [
    getattr(Edits, name)
    for name in vars(Edits)
    if not name.startswith("_") and name not in ("some", "element", "sequence", "fresh")
]
COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
    "an old protocol": lambda one: pickle.loads(pickle.dumps(one, 2)),
    "twice": lambda one: pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(one)))),
    "deepcopy": copy.deepcopy,
}


def check(data_set: Dataset, chance: Random) -> None:
    """Assert the law after some edits; `data_set` has just been read."""
    before = set(raw_values(copy.deepcopy(data_set)))
    edits = Edits(data_set, chance)
    edits.some(chance.randrange(9))
    data_set = edits.top
    stream = pickle.dumps(data_set)
    assert_nothing_is_left_of(before, data_set, stream)
    assert_same(data_set, pickle.loads(stream))
    assert_same(data_set, COPIES[chance.choice(list(COPIES))](data_set))
    inside = chance.choice(list(levels(data_set)))
    for level in levels(inside):
        level.__dict__.pop("outermost", None)
    assert_same(inside, pickle.loads(pickle.dumps(inside)))
    assert_nothing_is_left_of(before, inside, pickle.dumps(inside))


def with_secrets(data_set: Dataset) -> Dataset:
    """A data set with a value at every level that is nowhere else."""
    for number, level in enumerate(levels(data_set)):
        level.PatientComments = SECRET.format(number)
    return data_set


SEEDS = st.integers(0, 2**32 - 1)
"""What chance begins with, so that a failure can be met again."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("uid", UIDS)
@settings(max_examples=40)
@given(data_set=models(), seed=SEEDS)
def test_drawn_data_sets(uid: str, data_set: Dataset, seed: int) -> None:
    data_set = with_secrets(data_set)
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = uid
    data_set.file_meta.MediaStorageSOPInstanceUID = "2.25.123456789"
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set)
    check(dcmread(buffer.getvalue()), Random(seed))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=30)
@given(data_set=models(), seed=SEEDS)
def test_drawn_data_sets_without_a_file(encoding: tuple[bool, bool], data_set: Dataset, seed: int) -> None:
    data = written(with_secrets(data_set), *encoding)
    check(read_dataset(io.BytesIO(data), *encoding), Random(seed))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=40)
@given(data_set=models(), seed=SEEDS)
def test_drawn_data_sets_that_were_never_read(data_set: Dataset, seed: int) -> None:
    check(data_set, Random(seed))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150)
@given(seed=SEEDS)
def test_example_files(seed: int) -> None:
    chance = Random(seed)
    check(dcmread(EXAMPLES[chance.choice(sorted(EXAMPLES))], force=True), chance)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150)
@given(seed=SEEDS)
def test_real_files(seed: int) -> None:
    chance = Random(seed)
    path = chance.choice(SMALL_FILES)
    source: Any = chance.choice([path, path.read_bytes(), io.BytesIO(path.read_bytes())])
    check(dcmread(source, force=True), chance)


PARTS: tuple[dict[str, Any], ...] = (
    {"stop_before_pixels": True},
    {"defer_size": 16},
    {"defer_size": "1 kB"},
    {"specific_tags": ["PatientName", "Rows", "BeamSequence", "ReferencedStudySequence", "PixelData"]},
)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=100)
@given(seed=SEEDS)
def test_real_files_read_in_part(seed: int) -> None:
    chance = Random(seed)
    path = chance.choice(READABLE_FILES)
    source: Any = chance.choice([path, io.BytesIO(path.read_bytes())])
    check(dcmread(source, force=True, **chance.choice(PARTS)), chance)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=120)
@given(seed=SEEDS)
def test_damaged_files(seed: int) -> None:
    chance = Random(seed)
    data = bytearray(chance.choice(SMALL_FILES).read_bytes())
    for _ in range(chance.randrange(1, 6)):
        place, noise = chance.randrange(len(data)), chance.randbytes(chance.randrange(9))
        data[place : place + chance.randrange(9)] = noise
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    check(dcmread(bytes(data), force=True), chance)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=100)
@given(seed=SEEDS)
def test_any_bytes_without_a_file(seed: int) -> None:
    chance = Random(seed)
    data = chance.choice(SMALL_FILES).read_bytes()
    check(read_dataset(io.BytesIO(data[chance.randrange(len(data)) :]), *chance.choice(ENCODINGS)), chance)


@pytest.mark.parametrize("wrong", [0, 1, 2])
@pytest.mark.parametrize("edited", [(0,), (1,), (2,), (0, 1), (0, 2), (0, 1, 2)])
def test_edited_items_beside_one_of_a_wrong_tag(wrong: int, edited: tuple[int, ...]) -> None:
    """An item header such as (FF00,E000) is taken for that of an item."""
    names = [f"N^{number} " for number in range(3)]
    items = [item(explicit(0x00100010, "PN", name.encode()), explicit(0x00100020, "LO", b"ID")) for name in names]
    items[wrong] = b"\x00\xff" + items[wrong][2:]
    data_set: Any = dcmread(part10(explicit(0x00081140, "SQ", b"".join(items))))
    for number in edited:
        data_set.ReferencedImageSequence[number].PatientName = "ANON"
    pickled = pickle.dumps(data_set)
    assert pickle.loads(pickled) == data_set
    assert [one.PatientName for one in pickle.loads(pickled).ReferencedImageSequence] == [
        "ANON" if number in edited else name.strip() for number, name in enumerate(names)
    ]
    assert not any(names[number].encode() in pickled for number in edited)
