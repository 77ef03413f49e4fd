"""A data set does what pydicom's does: the same calls on both, the same results, the same kinds of errors."""

from __future__ import annotations

import copy
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from pydicom.dataelem import DataElement as TheirElement
from pydicom.dataset import Dataset as TheirDataset

from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset

MISSING = 0x00200010


class Library:
    """One library's classes under common names."""

    def __init__(self, data_set: type[Any], element: type[Any]) -> None:
        self.Dataset = data_set
        self.DataElement = element

    def made(self) -> Any:
        data_set = self.Dataset()
        data_set.PatientName = "Doe^Jane"
        data_set.PatientID = "x"
        data_set.Rows = 5
        data_set.BeamSequence = [self.Dataset(), self.Dataset()]
        data_set.BeamSequence[0].PatientID = "in"
        data_set.add_new(0x00091001, "LO", "p")
        return data_set


OURS = Library(Dataset, DataElement)
THEIRS = Library(TheirDataset, TheirElement)


def changed(change: Callable[[Any, Library], object]) -> Callable[[Any, Library], object]:
    """A call that gives the data set after a change."""

    def call(data_set: Any, library: Library) -> object:
        change(data_set, library)
        return data_set

    return call


def study_id(library: Library) -> Any:
    return library.DataElement(MISSING, "SH", "s")


CALLS: dict[str, Callable[[Any, Library], object]] = {
    "text": lambda ds, _: str(ds),
    "repr": lambda ds, _: repr(ds),
    "top": lambda ds, _: ds.top(),
    "formatted": lambda ds, _: list(ds.formatted_lines()),
    "formatted otherwise": lambda ds, _: list(ds.formatted_lines("%(name)s %(VM)s", "%(tag)s:%(keyword)s")),
    "length": lambda ds, _: len(ds),
    "truth": lambda ds, lib: (bool(ds), bool(lib.Dataset())),
    "iteration": lambda ds, _: list(ds),
    "elements": lambda ds, _: list(ds.elements()),
    "iterall": lambda ds, _: [element.tag for element in ds.iterall()],
    "get a keyword": lambda ds, _: ds.get("PatientName"),
    "get a tag": lambda ds, _: ds.get(0x00100010),
    "get a pair": lambda ds, _: ds.get((0x10, 0x10)),
    "get digits": lambda ds, _: ds.get("00100010"),
    "get what is missing": lambda ds, _: (ds.get("StudyID", "d"), ds.get(MISSING, "d"), ds.get("Nope", "d")),
    "get None": lambda ds, _: ds.get(None, "d"),
    "pop a keyword": lambda ds, _: (ds.pop("PatientName"), "PatientName" in ds),
    "pop a tag": lambda ds, _: (ds.pop(0x00100010), len(ds)),
    "pop what is missing": lambda ds, _: ds.pop("StudyID"),
    "pop with default": lambda ds, _: (ds.pop("StudyID", 3), ds.pop("Nope", 4)),
    "pop no keyword": lambda ds, _: ds.pop("Nope"),
    "popitem": lambda ds, _: (ds.popitem(), len(ds)),
    "clear": changed(lambda ds, _: ds.clear()),
    "setdefault keyword": lambda ds, _: (ds.setdefault("StudyID", "x"), len(ds)),
    "setdefault tag": lambda ds, _: ds.setdefault(MISSING, "x"),
    "setdefault element": lambda ds, lib: ds.setdefault(MISSING, study_id(lib)),
    "setdefault what is there": lambda ds, _: (ds.setdefault("PatientName", "x"), len(ds)),
    "setdefault private": lambda ds, _: ds.setdefault(0x00091002, b"x"),
    "setdefault nothing": lambda ds, _: ds.setdefault("StudyID"),
    "setdefault no keyword": lambda ds, _: ds.setdefault("Nope", 4),
    "in": lambda ds, _: ("PatientName" in ds, 0x00100010 in ds, (0x10, 0x10) in ds, "StudyID" in ds, MISSING in ds),
    "no key in": lambda ds, _: "Nope" in ds,
    "None in": lambda ds, _: None in ds,
    "item by keyword": lambda ds, _: ds["PatientName"],
    "item by pair": lambda ds, _: ds[0x10, 0x10],
    "item by no keyword": lambda ds, _: ds["Nope"],
    "missing item": lambda ds, _: ds[MISSING],
    "slice": lambda ds, _: ds[0x00100000:0x00110000],
    "slice with step": lambda ds, _: ds[::2],
    "slice of pairs": lambda ds, _: ds[(0x10, 0x10) : (0x10, 0x20)],
    "delete keyword": changed(lambda ds, _: ds.__delitem__("PatientName")),
    "delete slice": changed(lambda ds, _: ds.__delitem__(slice(0x00100000, 0x00110000))),
    "delete what is missing": changed(lambda ds, _: ds.__delitem__(MISSING)),
    "delete attribute": changed(lambda ds, _: delattr(ds, "PatientName")),
    "delete missing attribute": changed(lambda ds, _: delattr(ds, "StudyID")),
    "delete no attribute": changed(lambda ds, _: delattr(ds, "Nope")),
    "attribute": lambda ds, _: (ds.PatientName, ds.Rows, ds.BeamSequence[0].PatientID),
    "missing attribute": lambda ds, _: ds.StudyID,
    "no attribute": lambda ds, _: ds.Nope,
    "put no element": changed(lambda ds, _: ds.__setitem__(0x00100010, "x")),
    "put at another tag": changed(lambda ds, lib: ds.__setitem__(0x00100010, study_id(lib))),
    "put an element": changed(lambda ds, lib: ds.__setitem__("StudyID", study_id(lib))),
    "add": changed(lambda ds, lib: ds.add(study_id(lib))),
    "add no element": changed(lambda ds, _: ds.add(5)),
    "add_new": changed(lambda ds, _: ds.add_new("StudyID", "SH", "s")),
    "set": changed(lambda ds, _: setattr(ds, "PatientName", "Roe^R")),
    "set a sequence to text": changed(lambda ds, _: setattr(ds, "BeamSequence", "x")),
    "set a sequence to an item": changed(lambda ds, lib: setattr(ds, "BeamSequence", lib.Dataset())),
    "set a sequence to None": changed(lambda ds, _: setattr(ds, "BeamSequence", None)),
    "set something like a keyword": changed(lambda ds, _: setattr(ds, "PatientNme", "x")),
    "set something else": changed(lambda ds, _: setattr(ds, "patient", "x")),
    "set a repeating keyword": changed(lambda ds, _: setattr(ds, "OverlayRows", 1)),
    "set a choice of VRs": changed(lambda ds, _: setattr(ds, "SmallestImagePixelValue", 1)),
    "group": lambda ds, _: ds.group_dataset(0x10),
    "dir": lambda ds, _: (ds.dir(), ds.dir("pat"), ds.dir("PAT", "beam")),
    "trait names": lambda ds, _: [name for name in ds.trait_names() if name[0].isupper()],
    "equality": lambda ds, lib: (ds == lib.made(), ds != lib.made(), ds == 5, ds == lib.Dataset()),
    "hash": lambda ds, _: hash(ds),
    "update": changed(lambda ds, lib: ds.update({"PatientID": "q", MISSING: study_id(lib)})),
    "update no element": changed(lambda ds, _: ds.update({0x00100020: "x"})),
    "from another": lambda ds, lib: lib.Dataset(ds) == ds,
    "data_element": lambda ds, _: (ds.data_element("PatientName"), ds.data_element("Nope")),
    "missing data_element": lambda ds, _: ds.data_element("StudyID"),
    "remove private": changed(lambda ds, _: ds.remove_private_tags()),
    "walk and delete": changed(lambda ds, _: ds.walk(lambda here, element: here.pop(element.tag))),
    "walk the top": lambda ds, _: visited(ds, recursive=False),
    "walk": lambda ds, _: visited(ds, recursive=True),
    "copy": lambda ds, _: (copy.copy(ds) == ds, copy.copy(ds)["PatientName"] is ds["PatientName"]),
    "json": lambda ds, _: (sorted(ds.to_json_dict().items()), ds.to_json()),
    "json text otherwise": lambda ds, _: ds.to_json(dump_handler=lambda model: ",".join(sorted(model))),
    "private block": lambda ds, _: block(ds),
    "no private block": lambda ds, _: ds.private_block(0x0011, "ME"),
    "block of an even group": lambda ds, _: ds.private_block(0x0010, "ME"),
    "block of an empty creator": lambda ds, _: ds.private_block(0x0011, ""),
    "creators of an even group": lambda ds, _: ds.private_creators(0x0010),
    "no private item": lambda ds, _: ds.get_private_item(0x0011, 1, "ME"),
    "with": lambda ds, _: with_statement(ds),
}


def visited(data_set: Any, *, recursive: bool) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    data_set.walk(lambda _, element: found.append((int(element.tag), element.VR)), recursive)
    return found


def block(data_set: Any) -> object:
    """What a private block does."""
    first = data_set.private_block(0x0011, "ME", create=True)
    first.add_new(1, "LO", "x")
    second = data_set.private_block(0x0011, "YOU", create=True)
    second.add_new(1, "LO", "y")
    facts = [first.get_tag(1), 1 in first, 2 in first, first[1], first.group, first.block_start]
    facts += [
        second.private_creator,
        data_set.private_creators(0x0011),
        data_set.get_private_item(0x0011, 1, "YOU"),
    ]
    del first[1]
    return [*facts, 1 in first, data_set.private_block(0x0011, "YOU").block_start, str(data_set)]


def with_statement(data_set: Any) -> object:
    with data_set as same:
        return same is data_set


def outcome(library: Library, call: Callable[[Any, Library], object]) -> object:
    """What a call gives, as text, with whether it warned; or the kind of error it raises."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            return repr(call(library.made(), library)), bool(warned)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]


@pytest.mark.parametrize("name", CALLS)
def test_as_pydicom_does(name: str) -> None:
    assert outcome(OURS, CALLS[name]) == outcome(THEIRS, CALLS[name])


def test_keys_values_and_items_ascend() -> None:
    data_set = OURS.made()
    tags = [0x00091001, 0x00100010, 0x00100020, 0x00280010, 0x300A00B0]
    assert list(data_set.keys()) == tags
    assert [element.tag for element in data_set.values()] == tags
    assert list(data_set.items()) == [(tag, data_set[tag]) for tag in tags]


def test_attributes_that_are_no_elements() -> None:
    data_set = Dataset()
    data_set.note = 5
    assert (data_set.note, data_set.get("note"), len(data_set)) == (5, 5, 0)
    del data_set.note
    assert not hasattr(data_set, "note")
    assert data_set.original_encoding == (None, None)
    assert (data_set.character_sets, data_set.original_character_set) == (None, "")
    assert not data_set.is_undefined_length_sequence_item


def test_names_for_completion() -> None:
    names = dir(OURS.made())
    assert {"PatientName", "Rows", "to_json", "walk"} <= set(names)
    assert "StudyID" not in names


def test_a_private_name_comes_from_its_creator() -> None:
    data_set = Dataset()
    data_set.add_new(0x00090010, "LO", "GEMS_IDEN_01")
    data_set.add_new(0x00091001, "LO", "x")
    assert data_set[0x00091001].name == "[Full fidelity]"
    assert "(0009,1001) [Full fidelity]" in str(data_set)


def test_offsets_beyond_a_block() -> None:
    taken = Dataset().private_block(0x0011, "ME", create=True)
    with pytest.raises(ValueError, match="256"):
        taken.get_tag(0x100)


def test_no_free_block() -> None:
    data_set = Dataset()
    for number in range(0x10, 0x100):
        data_set.add_new(0x00110000 + number, "LO", f"creator {number}")
    with pytest.raises(KeyError, match="no free block"):
        data_set.private_block(0x0011, "ME", create=True)


def test_deep_copies_and_pickles_share_nothing() -> None:
    data_set = OURS.made()
    data_set.note = ["kept"]
    data_set.ImageType = ["A", "B"]
    for again in (copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
        assert again == data_set
        assert again.note == ["kept"]
        again.BeamSequence[0].PatientID = "other"
        again.ImageType[0] = "C"
        again.note.append("more")
        assert data_set.BeamSequence[0].PatientID == "in"
        assert data_set.ImageType == ["A", "B"]
        assert data_set.note == ["kept"]


def test_a_shallow_copy_has_a_list_of_its_own() -> None:
    data_set = OURS.made()
    again = data_set.copy()
    del again.PatientName
    assert "PatientName" in data_set
    assert again != data_set
