"""Directory records and their offsets: from a DICOMDIR to a tree, and back (PS3.3 F.2).

Records point to each other by the offsets of their items in the file. Reading takes the offsets from the items;
writing encodes the data set, takes the offsets from the result, and encodes it again with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any, NamedTuple

from dicomconstruct.codec import STANDARD
from dicomconstruct.dataset import Dataset, FileDataset
from dicomconstruct.errors import DicomError, EngineMismatch
from dicomconstruct.filereader import dcmread
from dicomconstruct.fileset.file_ids import MOST_COMPONENTS, component_of, parts_of
from dicomconstruct.fileset.nodes import FILE_ID, RecordNode, RootNode
from dicomconstruct.fileset.recorders import KEYS, LOWER, NEXT, NOT_IN_USE, complete
from dicomconstruct.filewriter import dcmwrite
from dicomconstruct.sequence import Sequence
from dicomconstruct.validity import warn

FIRST = "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity"
LAST = "OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity"
RECORDS = "DirectoryRecordSequence"
NEAREST = 32
"""Numbers that all offsets may be off by, the least first."""
ROUNDS = 3
"""The number of encodings: one to learn the offsets, one with them; lengths do not depend on their values."""


class RecordAt(NamedTuple):
    """A directory record and its offset."""

    offset: int
    record: Dataset


def records_of_directory(directory: Dataset) -> dict[int, Dataset]:
    """The directory records by their offsets.

    Raises DicomError when there is no Directory Record Sequence, or an item that was never read.
    """
    items = directory[RECORDS].value if RECORDS in directory else None
    if not isinstance(items, Sequence):
        raise DicomError("The DICOMDIR dataset has no Directory Record Sequence")
    records = {}
    for number, record in enumerate(items):
        offset = getattr(record, "seq_item_tell", None)
        if offset is None:
            raise DicomError(f"Directory record {number} was not read from a file, so its offset is unknown")
        records[offset] = record
    return records


def shift_of(directory: Dataset, records: Mapping[int, Dataset]) -> int:
    """The number to add to every offset so that it leads to a record; 0 if they all do, or no number makes them.

    Writers that change the file meta information after they computed the offsets leave all of them too
    small or too large by one number. Warns of it.
    """
    said = [directory.get(keyword) for keyword in (FIRST, LAST)]
    said += [record.get(keyword) for record in records.values() for keyword in (NEXT, LOWER)]
    offsets = {value for value in said if isinstance(value, int) and value}
    if offsets <= records.keys():
        return 0
    least = min(offsets)
    for shift in sorted((offset - least for offset in records), key=abs)[:NEAREST]:
        if all(offset + shift in records for offset in offsets):
            warn(f"The offsets in the DICOMDIR are off by {-shift}; the records were found all the same")
            return shift
    return 0


def read_records(root: RootNode, directory: Dataset) -> tuple[list[RecordAt], bool]:
    """Put a node for every directory record in use below `root`.

    A record that is not in use is left out, and so are those below it.

    Returns
    -------
    The records that no other leads to, and whether all offsets were off by one number.

    Raises
    ------
    DicomError
        When an offset leads to no record, or to one for the second time, which a cycle does; or when a record lacks
        its key. `offset` and the text name the record.
    """
    records = records_of_directory(directory)
    shift = shift_of(directory, records)
    unseen = dict(records)
    waiting: list[tuple[int, RecordNode | None, int | None]] = [(_offset(directory, FIRST, None), root, None)]
    while waiting:
        offset, above, pointing = waiting.pop()
        while offset:
            offset += shift
            record = _pointed_at(offset, pointing, records, unseen)
            node = None
            if above is not None and record.get("RecordInUseFlag") != NOT_IN_USE:
                node = node_of_record(offset, record)
                node.parent = above
            lower = _offset(record, LOWER, offset)
            if lower:
                waiting.append((lower, node, offset))
            offset, pointing = _offset(record, NEXT, offset), offset
    orphans = [
        RecordAt(offset, record) for offset, record in unseen.items() if record.get("RecordInUseFlag") != NOT_IN_USE
    ]
    return orphans, shift != 0


def _pointed_at(
    offset: int, pointing: int | None, records: Mapping[int, Dataset], unseen: dict[int, Dataset]
) -> Dataset:
    """The record that an offset leads to, marked as seen."""
    record = unseen.pop(offset, None)
    if record is None:
        who = "The DICOMDIR" if pointing is None else f"The directory record at offset {pointing}"
        what = "another record leads to already" if offset in records else "does not exist"
        raise DicomError(f"{who} points to a record at offset {offset} that {what}", offset=pointing)
    return record


def _offset(record: Dataset, keyword: str, offset: int | None) -> int:
    """The value of an offset, 0 where it is missing. DicomError where it is not a number."""
    value = record.get(keyword)
    if not value:
        return 0
    if not isinstance(value, int):
        raise DicomError(f"the {keyword} is not one number", offset=offset, found=value)
    return value


def node_of_record(offset: int, record: Dataset) -> RecordNode:
    """The node of a record that was read. DicomError where it lacks a required element of its type."""
    if not record.get("DirectoryRecordType"):
        problem = f"The directory record at offset {offset} is missing one or more required elements"
        raise DicomError(f"{problem}: DirectoryRecordType", offset=offset)
    node = RecordNode(record)
    if node.record_type in KEYS or record.get(FILE_ID):
        try:
            _ = node.key
        except AttributeError as error:
            problem = f"The {node.record_type} directory record at offset {offset} is missing a required element"
            raise DicomError(problem, offset=offset) from error
    return node


class Placed(NamedTuple):
    """A node that is to be written.

    Parameters
    ----------
    node
        The node.
    above
        The index of its parent among those that are written; None on the top level.
    file_id
        The File ID that it stands for.
    """

    node: RecordNode
    above: int | None
    file_id: tuple[str, ...]

    @property
    def is_moved(self) -> bool:
        """Whether the file of the node has to be moved."""
        instance = self.node.instance
        has_place = instance is not None and not instance.for_addition
        return has_place and self.file_id != parts_of(self.node._record.get(FILE_ID))


def placed(root: RootNode, removed: Iterable[RecordNode], *, alphanumeric: bool) -> list[Placed]:
    """The nodes that are to be written, those below a node right after it.

    Left out are `removed` nodes, and parents without remaining children.

    Parameters
    ----------
    root
        The tree.
    removed
        Nodes of instances that are removed.
    alphanumeric
        As for `generate_filename`.

    Raises
    ------
    ValueError
        When an instance has more records above it than a File ID may have components.
    """
    nodes = list(root)
    gone = {id(node) for node in removed}
    for node in reversed(nodes):
        below = node.children
        if below and all(id(one) in gone for one in below):
            gone.add(id(node))
    made: list[Placed] = []
    places: dict[int, int] = {}
    counts: dict[int, int] = {}
    for node in nodes:
        if id(node) in gone:
            continue
        above = places.get(id(node.parent))
        stem = () if above is None else made[above].file_id
        index = counts.get(id(node.parent), 0)
        counts[id(node.parent)] = index + 1
        places[id(node)] = len(made)
        component = component_of(node.record_type, len(stem), index, alphanumeric=alphanumeric)
        made.append(Placed(node, above, (*stem, component)))
        if node.has_instance and len(stem) >= MOST_COMPONENTS:
            raise ValueError(
                f"a File ID has no more than {MOST_COMPONENTS} components: {'/'.join(made[-1].file_id)}"
            )
    return made


class WrittenDirectory(NamedTuple):
    """A DICOMDIR: its bytes, what they hold, and the records in the order of the nodes they were made for."""

    data: bytes
    directory: FileDataset
    records: list[Dataset]


def directory_of(
    directory: Dataset, nodes: list[Placed], *, new_file_ids: bool, transfer_syntax: str
) -> WrittenDirectory:
    """The DICOMDIR of a tree; `directory` and the records stay as they are.

    Records that were read stay where they are in the sequence, new ones come after them.

    Parameters
    ----------
    directory
        The data set of the DICOMDIR, whose other elements are taken over.
    nodes
        The tree, by `placed`.
    new_file_ids
        Whether the records are to refer to files by the File IDs that they stand for.
    transfer_syntax
        The transfer syntax to encode it in.

    Raises
    ------
    UnwritableValue
        For a value that cannot be written.
    """
    copied = deepcopy(directory)
    set_if_other(copied.file_meta, "TransferSyntaxUID", transfer_syntax)
    before = list(copied[RECORDS].value)
    copies = {id(one): copy for one, copy in zip(directory[RECORDS].value, before, strict=True)}
    read = [one.node._record for one in nodes]
    records = [copies[id(record)] if id(record) in copies else deepcopy(record) for record in read]
    for record, one in zip(records, nodes, strict=True):
        complete(record)
        _drop_group_lengths(record)
        if new_file_ids and one.node.has_instance:
            set_if_other(record, FILE_ID, list(one.file_id))
    wanted, known = set(map(id, records)), set(map(id, before))
    order = [record for record in before if id(record) in wanted]
    order += [record for record in records if id(record) not in known]
    if len(order) != len(before) or not known <= wanted:
        copied[RECORDS].value[:] = order
    place = {id(record): number for number, record in enumerate(order)}
    places = [place[id(record)] for record in records]
    codec = STANDARD if copied._source is None else copied._source.codec
    for _ in range(ROUNDS):
        file = BytesIO()
        dcmwrite(file, copied, codec=codec)
        data = file.getvalue()
        again = dcmread(data, codec=codec)
        items = [again[RECORDS].value[number] for number in places]
        if not _put_offsets(copied, nodes, records, [item.seq_item_tell for item in items]):
            return WrittenDirectory(data, again, items)
    raise EngineMismatch("the places of directory records depend on the values of their offsets")


def _put_offsets(directory: Dataset, nodes: list[Placed], records: list[Dataset], offsets: list[int]) -> bool:
    """Set the offsets of records; give whether any changed."""
    following, lower = [0] * len(nodes), [0] * len(nodes)
    last_below: dict[int | None, int] = {}
    first = last = 0
    for number, one in enumerate(nodes):
        before = last_below.get(one.above)
        last_below[one.above] = number
        if before is not None:
            following[before] = offsets[number]
        elif one.above is not None:
            lower[one.above] = offsets[number]
        if one.above is None:
            first, last = first or offsets[number], offsets[number]
    changes = [set_if_other(directory, FIRST, first), set_if_other(directory, LAST, last)]
    for number, record in enumerate(records):
        changes += [set_if_other(record, NEXT, following[number]), set_if_other(record, LOWER, lower[number])]
    return any(changes)


def set_if_other(data_set: Dataset, keyword: str, value: Any) -> bool:
    """Assign a value unless the element has it; give whether it changed."""
    if keyword in data_set and data_set[keyword].value == value:
        return False
    setattr(data_set, keyword, value)
    return True


def _drop_group_lengths(record: Dataset) -> None:
    """Remove group lengths that a program added, which are retired (PS3.5 7.2); those that were read stay."""
    lengths = [tag for tag in record.keys() if tag.is_group_length]  # noqa: SIM118
    for tag in lengths:
        if not record[tag].is_original:
            del record[tag]
