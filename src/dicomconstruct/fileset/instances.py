"""Instances of a File-set: their file, the directory records that lead to it, and their staged change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dicomconstruct.dataelem import DataElement, tag_of_key, tag_of_keyword
from dicomconstruct.dataset import FileDataset
from dicomconstruct.errors import AbsentElement
from dicomconstruct.filereader import dcmread
from dicomconstruct.fileset.file_ids import parts_of
from dicomconstruct.fileset.nodes import FILE_ID, SOP_INSTANCE, RecordNode
from dicomconstruct.fileset.recorders import PRIVATE
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.uid import UID

if TYPE_CHECKING:
    from dicomconstruct.fileset.file_set import FileSet

REFERRED = {
    Tag("SOPClassUID"): "ReferencedSOPClassUIDInFile",
    Tag("SOPInstanceUID"): SOP_INSTANCE,
    Tag("TransferSyntaxUID"): "ReferencedTransferSyntaxUIDInFile",
}
"""Elements of an instance that its record has under other tags (PS3.3 Table F.3-3)."""


def _referred(keyword: str, doc: str) -> property:
    """A UID of an instance, which one of its records has."""

    def get(instance: FileInstance) -> UID:
        tag = tag_of_key(keyword)
        element = instance._element(tag)
        if element is None:
            raise AbsentElement(f"no directory record of the instance has {keyword}", path=str(tag))
        uid: UID = element.value
        return uid

    return property(get, doc=doc)


class FileInstance:
    """An instance of a File-set.

    The elements of its directory records are attributes by keyword, and items by keyword or tag: those
    of its own record first, then those of the records above it.

    Parameters
    ----------
    node
        The record that refers to it.

    Attributes
    ----------
    node
        The record that refers to it.
    """

    def __init__(self, node: RecordNode) -> None:
        self.node = node
        self._uuid = uuid4()
        self._stage_path: Path | None = None
        self._last_path: Path | None = None
        """The former path of its file, once it is removed."""

    def __getattr__(self, name: str) -> Any:
        tag = None if name.startswith("_") else tag_of_keyword(name)
        element = None if tag is None else self._element(tag)
        if element is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return element.value

    def _element(self, tag: BaseTag) -> DataElement | None:
        key: Any = REFERRED.get(tag, tag)
        for node in self.node.reverse():
            if key in node._record:
                element: DataElement = node._record[key]
                return element
        return None

    def __getitem__(self, key: Any) -> DataElement:
        """The element of a keyword or tag. KeyError where no record has it; ValueError for other keys."""
        tag = tag_of_key(key)
        element = self._element(tag)
        if element is None:
            raise KeyError(tag)
        return element

    def __contains__(self, name: object) -> bool:
        try:
            return self._element(tag_of_key(name)) is not None
        except (TypeError, ValueError):
            return False

    @property
    def file_set(self) -> FileSet:
        """The File-set."""
        return self.node.file_set

    @property
    def FileID(self) -> str:  # noqa: N802
        """The File ID that the instance will have, as a path relative to the folder of the File-set."""
        return os.fspath(Path(*(node.component for node in reversed(list(self.node.reverse())))))

    @property
    def path(self) -> str:
        """The current path of its file: in the File-set, or in the staging folder before it is added."""
        return os.fspath(self._path)

    @property
    def _path(self) -> Path:
        known = self._stage_path or self._last_path
        if known is not None:
            return known
        root = self.file_set.root_path
        return root / (self.node.file_id_path(root) or "")

    def load(self) -> FileDataset:
        """Read the instance; errors as `dcmread`."""
        return dcmread(self.path)

    SOPClassUID = _referred("SOPClassUID", "The SOP Class UID, from the directory record.")
    SOPInstanceUID = _referred("SOPInstanceUID", "The SOP Instance UID, from the directory record.")
    TransferSyntaxUID = _referred("TransferSyntaxUID", "The Transfer Syntax UID, from the directory record.")

    @property
    def is_private(self) -> bool:
        """Whether its record is a PRIVATE one."""
        return self.node.record_type == PRIVATE

    @property
    def is_staged(self) -> bool:
        """Whether it will be added, removed or moved when the File-set is written; False once it is removed."""
        return self.for_addition or self.for_removal or self.for_moving

    @property
    def for_addition(self) -> bool:
        """Whether it will be added."""
        return self._stage_path is not None

    @property
    def for_removal(self) -> bool:
        """Whether it will be removed."""
        return self._last_path is None and id(self) in self.file_set._removed

    @property
    def for_moving(self) -> bool:
        """Whether its file will be moved to the path of its File ID."""
        if self.for_addition or self._last_path is not None:
            return False
        record = self.node._record
        return FILE_ID not in record or Path(self.FileID).parts != parts_of(record.ReferencedFileID)
