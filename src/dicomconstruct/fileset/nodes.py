"""The tree of directory records (PS3.3 F.2): nodes that know their record, their children and their place.

A DICOMDIR decides how deep its records nest, so every walk keeps its own stack.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomconstruct.dataelem import description_of, tag_of_keyword
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import OutsideFileSet
from dicomconstruct.fileset.file_ids import component_of
from dicomconstruct.fileset.recorders import KEYS

if TYPE_CHECKING:
    from dicomconstruct.fileset.file_set import FileSet
    from dicomconstruct.fileset.instances import FileInstance

SOP_INSTANCE = "ReferencedSOPInstanceUIDInFile"
FILE_ID = "ReferencedFileID"
NUL = "\0"
"""The character that no path may have."""


class RecordNode:
    """A directory record in the tree of a File-set.

    Parameters
    ----------
    record
        The record, an item of the Directory Record Sequence.

    Attributes
    ----------
    instance
        The `FileInstance` that the record refers to, or None.
    """

    _record: Dataset
    is_root = False
    """Whether this is the root of the tree, which has no record."""
    _file_set: FileSet | None = None

    def __init__(self, record: Dataset | None = None) -> None:
        self.instance: FileInstance | None = None
        self._parent: RecordNode | None = None
        self._children: dict[int, RecordNode] = {}
        self._by_key: dict[str, RecordNode] = {}
        if record is not None:
            self._record = record

    @property
    def children(self) -> list[RecordNode]:
        """The nodes below this one, in order."""
        return list(self._children.values())

    @property
    def parent(self) -> RecordNode | None:
        """The node above, or None."""
        return self._parent

    @parent.setter
    def parent(self, node: RecordNode | None) -> None:
        if self._parent is node and (node is None or id(self) in node._children):
            return
        if self._parent is not None:
            self._parent._drop(self)
        self._parent = node
        if node is not None:
            node._children[id(self)] = self
            key = self._key_or_none()
            if key is not None:
                node._by_key.setdefault(key, self)

    def _drop(self, node: RecordNode) -> None:
        del self._children[id(node)]
        key = node._key_or_none()
        if key is not None and self._by_key.get(key) is node:
            del self._by_key[key]

    @property
    def key(self) -> str:
        """The key of the record among those on its level. AttributeError where the record lacks it."""
        record = self._record
        keyword = KEYS.get(self.record_type, SOP_INSTANCE)
        if keyword not in record and SOP_INSTANCE in record:
            keyword = SOP_INSTANCE
        if keyword not in record:
            tag = tag_of_keyword(keyword)
            assert tag is not None
            raise AttributeError(
                f"Invalid '{self.record_type}' record - missing required element '{description_of(tag).name}'"
            )
        return str(record.get(keyword) or "")

    def _key_or_none(self) -> str | None:
        try:
            return self.key
        except AttributeError:
            return None

    @property
    def record_type(self) -> str:
        """The Directory Record Type."""
        return str(self._record.DirectoryRecordType)

    @property
    def ancestors(self) -> list[RecordNode]:
        """The nodes above, the nearest first, the root left out."""
        return list(self.reverse())[1:]

    @property
    def depth(self) -> int:
        """How many nodes are above, the root left out; -1 for the root itself."""
        return sum(1 for _ in self.reverse()) - 1

    @property
    def index(self) -> int:
        """The place among the children of the node above; 0 without one."""
        return 0 if self._parent is None else self._parent.children.index(self)

    @property
    def next(self) -> RecordNode | None:
        """The node after this one on its level, or None."""
        return self._beside(1)

    @property
    def previous(self) -> RecordNode | None:
        """The node before this one on its level, or None."""
        return self._beside(-1)

    def _beside(self, step: int) -> RecordNode | None:
        if self._parent is None:
            return None
        nodes, place = self._parent.children, self.index + step
        return nodes[place] if 0 <= place < len(nodes) else None

    @property
    def has_instance(self) -> bool:
        """Whether the record refers to an instance."""
        return self.instance is not None

    @property
    def root(self) -> RecordNode:
        """The node at the top."""
        node = self
        while node._parent is not None:
            node = node._parent
        return node

    @property
    def file_set(self) -> FileSet:
        """The File-set that the tree belongs to. AttributeError for a node in no File-set."""
        file_set = self.root._file_set
        if file_set is None:
            raise AttributeError("the record is in no File-set")
        return file_set

    @property
    def component(self) -> str:
        """The component of File IDs that the node stands for."""
        alphanumeric = self.file_set._is_alphanumeric
        return component_of(self.record_type, self.depth, self.index, alphanumeric=alphanumeric)

    def file_id_path(self, root_path: Path) -> Path | None:
        """The path of the file that the record refers to, relative to the folder of the File-set.

        Parameters
        ----------
        root_path
            That folder.

        Returns
        -------
        None when the record refers to no file.

        Raises
        ------
        AttributeError
            When the record has no Referenced File ID.
        OutsideFileSet
            When the File ID leads out of the folder, also by a link.
        """
        if FILE_ID not in self._record:
            raise AttributeError("No 'Referenced File ID' in the directory record")
        value = self._record.ReferencedFileID
        if not value:
            return None
        path = Path(value) if isinstance(value, str) else Path(*map(str, value))
        if NUL in str(path):
            raise OutsideFileSet("ReferencedFileID is no path", found=repr(str(path)))
        root = os.path.realpath(root_path)
        place = os.path.realpath(os.path.join(root, path))
        if os.path.commonpath([root, place]) != root or path.is_absolute():
            raise OutsideFileSet(f"ReferencedFileID '{path}' must be inside the DICOMDIR root path {root}")
        return path

    def reverse(self) -> Iterator[RecordNode]:
        """This node and those above it, the root left out."""
        node: RecordNode | None = self
        while node is not None and not node.is_root:
            yield node
            node = node._parent

    def __iter__(self) -> Iterator[RecordNode]:
        """This node, unless it is the root, and all below it; those below a node come right after it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if not node.is_root:
                yield node
            waiting += reversed(node.children)

    def __contains__(self, key: object) -> bool:
        return self._child(key) is not None

    def __getitem__(self, key: str | RecordNode) -> RecordNode:
        """The child with a key, or with the key of a node. KeyError for an unknown key."""
        found = self._child(key)
        if found is None:
            raise KeyError(key)
        return found

    def _child(self, key: Any) -> RecordNode | None:
        if isinstance(key, RecordNode):
            return key if id(key) in self._children else self._by_key.get(key.key)
        return self._by_key.get(key)

    def __delitem__(self, key: str | RecordNode) -> None:
        """Remove a child, and parents without remaining children. KeyError for an unknown key."""
        node: RecordNode | None = self[key]
        while node is not None and not node.is_root:
            above = node.parent
            node.parent = None
            node = above if above is not None and not above._children else None

    def add(self, leaf: RecordNode) -> RecordNode:
        """Add a node, and those above it, below this one; nodes with existing keys are not added again.

        Returns the node of the leaf. Raises AttributeError when a record lacks its key.
        """
        here = self
        for node in reversed(list(leaf.reverse())):
            found = here._child(node.key)
            if found is None:
                node.parent = here
                return leaf
            here = found
        return here

    def remove(self, node: RecordNode) -> None:
        """Remove a leaf, and parents without remaining children.

        Raises ValueError for a node that refers to no instance.
        """
        if not node.has_instance:
            raise ValueError("Only leaf nodes can be removed")
        if node.parent is not None:
            del node.parent[node]

    def prettify(self, indent_char: str = "  ") -> list[str]:
        """The tree as lines: records, and how many instances they hold.

        Parameters
        ----------
        indent_char
            The indentation of a level.
        """
        return [f"{indent_char * depth}{line}" for depth, line in lines_of(self)]

    def __str__(self) -> str:
        record, record_type = self._record, self.record_type
        shown = [f"{keyword}={record.get(keyword)!r}" for keyword in SHOWN_AS_TEXT.get(record_type, ())]
        shown += [f"{keyword}={record.get(keyword, '')}" for keyword in SHOWN_AS_NUMBER.get(record_type, ())]
        more = SHOWN_IF_THERE.get(record_type, "")
        if more and record.get(more):
            shown.append(f"{more}='{record.get(more)}'")
        text = ", ".join(shown) or self._key_or_none()
        return f"{record_type}: {text}" if text else record_type


SHOWN_AS_TEXT = {"PATIENT": ("PatientID", "PatientName")}
SHOWN_AS_NUMBER = {
    "STUDY": ("StudyDate", "StudyTime"),
    "SERIES": ("Modality", "SeriesNumber"),
    "IMAGE": ("InstanceNumber",),
}
SHOWN_IF_THERE = {"STUDY": "StudyDescription", "SERIES": "SeriesDescription"}
"""The keywords of elements in a node's text, by record type: quoted, unquoted, and shown only with a value."""


class RootNode(RecordNode):
    """The root of the tree of a File-set, which has no record.

    Parameters
    ----------
    fs
        The File-set.
    """

    is_root = True

    def __init__(self, fs: FileSet) -> None:
        super().__init__()
        self._file_set = fs

    @property
    def component(self) -> str:
        """Raise ValueError: the root has no component of a File ID."""
        raise ValueError("The root node doesn't contribute a File ID component")

    def __str__(self) -> str:
        return "ROOT"


def chain_of(records: Iterable[Dataset]) -> RecordNode | None:
    """The node of the last of these records, with those before it as ancestors; None for no records."""
    above: RecordNode | None = None
    for record in records:
        node = RecordNode(record)
        node.parent, above = above, node
    return above


def lines_of(top: RecordNode) -> Iterator[tuple[int, str]]:
    """The lines of a tree with their depth: records with children, and the number of their instances."""
    for node in top:
        if node.instance is None:
            depth = node.depth
            yield depth, str(node)
            yield from ((depth + 1, line) for line in counted(node.children))
        elif node._parent is top and top.is_root:
            fate = " (to be added)" if node.instance.for_addition else ""
            fate = " (to be removed)" if node.instance.for_removal else fate
            yield 0, f"{node.record_type}: 1 SOP Instance{fate}"


def counted(nodes: Iterable[RecordNode]) -> Iterator[str]:
    """A line for every type of the records among these that refer to instances."""
    by_type: dict[str, list[FileInstance]] = {}
    for node in nodes:
        if node.instance is not None:
            by_type.setdefault(node.record_type, []).append(node.instance)
    for record_type, instances in by_type.items():
        added = sum(instance.for_addition for instance in instances)
        removed = sum(instance.for_removal for instance in instances)
        initial = len(instances) - added
        changes = [
            *([f"{initial} initial"] if initial and (added or removed) else []),
            *([plural(added, "addition")] if added else []),
            *([plural(removed, "removal")] if removed else []),
        ]
        fate = f" ({', '.join(changes)})" if changes else ""
        yield f"{record_type}: {plural(len(instances) - removed, 'SOP Instance')}{fate}"


def plural(number: int, noun: str) -> str:
    """A number and a noun, with an s unless the number is 1."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
