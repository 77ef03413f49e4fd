"""Directory records made from instances (PS3.3 F.4, F.5).

The dictionary has the types of records and their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextvars import ContextVar
from copy import deepcopy
from functools import cache, partial
from typing import Any

from dicomconstruct.dataelem import description_of
from dicomconstruct.dataset import Dataset
from dicomconstruct.dictionary import DirectoryKey, directory_record_types, directory_records
from dicomconstruct.errors import MissingElement, UnwritableValue
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.validity import warn

Recorder = Callable[[Dataset], Dataset]
"""Makes a directory record of one type for an instance: its keys, without the elements that all records have."""

IMAGE, ROOT, PRIVATE = "IMAGE", "root", "PRIVATE"
IN_USE, NOT_IN_USE = 0xFFFF, 0
PEER = "pydicom"
MODIFIER = "HAS CONCEPT MOD"
NEXT = "OffsetOfTheNextDirectoryRecord"
LOWER = "OffsetOfReferencedLowerLevelDirectoryEntity"
CHARACTER_SET = "SpecificCharacterSet"


@cache
def keys_of(record_type: str) -> tuple[DirectoryKey, ...]:
    """The keys of a directory record type (PS3.3 F.5), without those of all types."""
    return tuple(key for key in directory_records() if key.record_type == record_type)


@cache
def disputed(record_type: str) -> frozenset[str]:
    """Keywords of Type 1 keys that pydicom does not ask for in a record type that it knows.

    Programs written for pydicom leave them out, so a missing one is a warning and not an error.
    """
    keys = keys_of(record_type)
    if not any(PEER in key.sources for key in keys):
        return frozenset()
    return frozenset(key.keyword for key in keys if PEER not in key.sources)


@cache
def _types_by_class() -> dict[str, str]:
    """The type of the record of an instance by SOP Class (PS3.3 F.4); it is IMAGE for all others."""
    types = directory_record_types().values()
    return {uid: row.record_type for row in types for uid in row.sop_class_uids}


@cache
def types_down_to(record_type: str) -> tuple[str, ...]:
    """The types of the records above one, from the top level on, and its own (PS3.3 F.4)."""
    types = [record_type]
    while (parent := directory_record_types()[types[0]].parents[0]) != ROOT:
        types.insert(0, parent)
    return tuple(types)


def keys_for(record_type: str, instance: Dataset) -> Dataset:
    """The keys of a directory record for an instance (PS3.3 F.5).

    Warns where a key of Type 1 is missing that pydicom does not ask for.

    Raises
    ------
    UnwritableValue
        When a key of Type 1 is missing, or has no value.
    """
    record = Dataset()
    for key in keys_of(record_type):
        value = value_for(key, instance)
        if is_empty(value):
            if key.type == "1" or key.keyword == KEYS.get(record_type):
                _missing(record_type, key, instance)
            elif key.type == "2":
                setattr(record, key.keyword, None)
        elif key.type != "3":
            setattr(record, key.keyword, deepcopy(value))
    character_set = instance.get(CHARACTER_SET)
    if not is_empty(character_set):
        record.SpecificCharacterSet = deepcopy(character_set)
    return record


def value_for(key: DirectoryKey, instance: Dataset) -> Any:
    """The value of a key in an instance; None where it has none."""
    element = instance.get(BaseTag(key.tag))
    value = None if element is None else element.value
    if key.keyword == "ContentSequence" and value is not None:
        return Sequence([item for item in value if item.get("RelationshipType") == MODIFIER])
    if key.keyword == "VerificationDateTime" and is_empty(value):
        times = (item.get(key.keyword) for item in instance.get("VerifyingObserverSequence") or ())
        return max((time for time in times if time), default=None, key=str)
    return value


def is_empty(value: Any) -> bool:
    """Whether a value is empty."""
    return value is None or (hasattr(value, "__len__") and not len(value))


def _missing(record_type: str, key: DirectoryKey, instance: Dataset) -> None:
    """Raise an error, or warn, for a key of Type 1 without a value in an instance."""
    tag = BaseTag(key.tag)
    what = f"{tag} '{description_of(tag).name}' element"
    if key.keyword in disputed(record_type):
        warn(f"A {record_type} record should have a {what}, which the instance lacks")
        return
    problem = "cannot be empty" if tag in instance else "is missing"
    raise UnwritableValue(
        f"Unable to use the default '{record_type}' record creator: The instance's {what} {problem}. See DICOM "
        "PS3.3 Section F.5. Either update the instance, define your own record creation function or use "
        "'FileSet.add_custom()' instead"
    )


KEYS: Mapping[str, str] = {
    "PATIENT": "PatientID",
    "STUDY": "StudyInstanceUID",
    "SERIES": "SeriesInstanceUID",
    PRIVATE: "PrivateRecordUID",
}
"""The key elements of records by type; the key of other types is the instance that they refer to."""


@cache
def _default_recorders() -> Mapping[str, Recorder]:
    """A recorder for every type that is not retired and that an instance may need."""
    types = [row.record_type for row in directory_record_types().values() if row.parents and not row.retired]
    return {record_type: partial(keys_for, record_type) for record_type in types if record_type != PRIVATE}


_changed: ContextVar[Mapping[str, Recorder] | None] = ContextVar("dicomconstruct.fileset.recorders", default=None)
"""The recorders of a context that has changed them."""


def _recorders() -> Mapping[str, Recorder]:
    changed = _changed.get()
    return _default_recorders() if changed is None else changed


class Recorders(MutableMapping[str, Recorder]):
    """The recorders by directory record type; a change holds in the context that made it (PEP 567)."""

    def __getitem__(self, record_type: str) -> Recorder:
        return _recorders()[record_type]

    def __setitem__(self, record_type: str, recorder: Recorder) -> None:
        _changed.set({**_recorders(), record_type: recorder})

    def __delitem__(self, record_type: str) -> None:
        rest = dict(_recorders())
        del rest[record_type]
        _changed.set(rest)

    def __iter__(self) -> Iterator[str]:
        return iter(_recorders())

    def __len__(self) -> int:
        return len(_recorders())


DIRECTORY_RECORDERS = Recorders()
"""The functions that make records of instances added to a File-set; assign your own to change them."""


def records_of(instance: Dataset, recorders: Mapping[str, Recorder] = DIRECTORY_RECORDERS) -> list[Dataset]:
    """The directory records that an instance needs, from the top level on.

    Raises
    ------
    UnwritableValue
        When a required key of a record is missing in the instance, or its type has no recorder.
    MissingElement
        When the instance has no SOP Class UID or no SOP Instance UID.
    """
    for keyword in ("SOPClassUID", "SOPInstanceUID"):
        if not instance.get(keyword):
            raise MissingElement(f"an instance in a File-set needs a value of {keyword}", found="none")
    made = []
    for record_type in types_down_to(_types_by_class().get(str(instance.SOPClassUID), IMAGE)):
        if record_type not in recorders:
            raise UnwritableValue(
                f"there is no record creation function for {record_type!r}: put one into DIRECTORY_RECORDERS, or "
                "use 'FileSet.add_custom()' instead"
            )
        record = recorders[record_type](instance)
        record.DirectoryRecordType = record_type
        complete(record)
        made.append(record)
    refer(made[-1], instance)
    return made


def complete(record: Dataset) -> None:
    """Add the elements that all records have (PS3.3 Table F.3-3), where they are missing."""
    for keyword, value in ((NEXT, 0), ("RecordInUseFlag", IN_USE), (LOWER, 0)):
        if keyword not in record:
            setattr(record, keyword, value)


def refer(record: Dataset, instance: Dataset) -> None:
    """Add the missing elements by which a record refers to the file of an instance (PS3.3 Table F.3-3).

    Raises UnwritableValue when the instance has no Transfer Syntax UID.
    """
    meta = getattr(instance, "file_meta", None)
    syntax = None if meta is None else meta.get("TransferSyntaxUID")
    if not syntax:
        raise UnwritableValue("an instance in a File-set needs a file_meta with a Transfer Syntax UID")
    values = {
        "ReferencedFileID": None,
        "ReferencedSOPClassUIDInFile": instance.SOPClassUID,
        "ReferencedSOPInstanceUIDInFile": instance.SOPInstanceUID,
        "ReferencedTransferSyntaxUIDInFile": syntax,
    }
    for keyword, value in values.items():
        if keyword not in record:
            setattr(record, keyword, value)
