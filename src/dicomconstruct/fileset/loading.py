"""Loading of a File-set from its folder: records, the files they refer to, orphaned records."""

from __future__ import annotations

import os
from pathlib import Path

from dicomconstruct.dataset import Dataset
from dicomconstruct.dictionary import uid_entry_of
from dicomconstruct.errors import DicomError
from dicomconstruct.filereader import dcmread
from dicomconstruct.fileset.description import DESCRIBING, DIRECTORY_CLASS, EXPLICIT_LE
from dicomconstruct.fileset.directory import RecordAt, node_of_record, read_records
from dicomconstruct.fileset.instances import FileInstance
from dicomconstruct.fileset.nodes import FILE_ID, RecordNode, RootNode, chain_of
from dicomconstruct.fileset.recorders import PRIVATE, records_of
from dicomconstruct.validity import warn

UNABLE = "Unable to load the File-set as the"


def opened_directory(ds_or_path: Dataset | str | os.PathLike[str]) -> tuple[Dataset, Path]:
    """A DICOMDIR, read if a path is given, and its folder; errors as `FileSet.load`.

    The elements that describe the File-set are decoded here, so that taking them over cannot fail.
    """
    directory = ds_or_path if isinstance(ds_or_path, Dataset) else dcmread(ds_or_path)
    meta = getattr(directory, "file_meta", None)
    if meta is None or meta.get("MediaStorageSOPClassUID") != DIRECTORY_CLASS:
        raise DicomError(f"{UNABLE} supplied dataset is not a 'Media Storage Directory' instance")
    syntax = meta.get("TransferSyntaxUID")
    if syntax != EXPLICIT_LE:
        entry = uid_entry_of(str(syntax))
        name = entry.name if entry is not None else syntax
        warn(
            f"The DICOMDIR dataset uses an invalid transfer syntax '{name}' and will be updated to use "
            "'Explicit VR Little Endian'"
        )
    filename = getattr(directory, "filename", None)
    if not isinstance(filename, str | os.PathLike):
        raise TypeError(
            f"{UNABLE} DICOMDIR dataset must have a 'filename' attribute set to the path of the DICOMDIR file"
        )
    if not os.path.exists(filename):
        raise FileNotFoundError(
            f"{UNABLE} 'filename' attribute for the DICOMDIR dataset is not a valid path: {os.fspath(filename)}"
        )
    _ = [directory.get(keyword) for keyword in DESCRIBING]
    return directory, Path(filename).resolve().parent


class Loaded:
    """The contents of a DICOMDIR.

    Parameters
    ----------
    root
        The root of a tree without nodes.
    directory, root_path
        The DICOMDIR, and its folder.

    Attributes
    ----------
    root, instances
        The tree, and the instances in it, filled by `read`.
    missing
        The nodes of records whose files are missing; they are not in the tree.
    has_orphans
        Whether some instances had orphaned records, which got new records above them.
    has_wrong_offsets
        Whether the offsets of records were all off by one number.
    """

    def __init__(self, root: RootNode, directory: Dataset, root_path: Path) -> None:
        self.root = root
        self.instances: list[FileInstance] = []
        self.missing: list[RecordNode] = []
        self.has_orphans = self.has_wrong_offsets = False
        self._directory = directory
        self._root_path = root_path

    def read(self, *, include_orphans: bool, raise_orphans: bool) -> None:
        """Read the records; parameters and errors as `FileSet.load`."""
        orphans, self.has_wrong_offsets = read_records(self.root, self._directory)
        if orphans and raise_orphans:
            raise DicomError("The DICOMDIR contains orphaned directory records", offset=orphans[0].offset)
        for node in list(self.root):
            if node._record.get(FILE_ID):
                self._refer(node)
            elif not node.children and FILE_ID in node._record:
                node.parent = None
        self._read_orphans([found for found in orphans if found.record.get(FILE_ID)], include=include_orphans)

    def _refer(self, node: RecordNode) -> None:
        """Give a node its instance; it is left out if the file is missing."""
        if self._file_of(node) is None:
            node.parent = None
        else:
            node.instance = FileInstance(node)
            self.instances.append(node.instance)

    def _file_of(self, node: RecordNode) -> Path | None:
        """The file that a record refers to; None, with a warning, where it is missing."""
        path = self._root_path / (node.file_id_path(self._root_path) or "")
        if os.path.isfile(path):
            return path
        offset = getattr(node._record, "seq_item_tell", None)
        warn(f"The referenced SOP Instance for the directory record at offset {offset} does not exist: {path}")
        self.missing.append(node)
        return None

    def _read_orphans(self, orphans: list[RecordAt], *, include: bool) -> None:
        """Put orphaned records below new ones, made from their instances."""
        if not include and orphans:
            warn(
                f"The DICOMDIR has {len(orphans)} orphaned directory records that reference an instance that will "
                "not be included in the File-set"
            )
        for offset, record in orphans if include else ():
            leaf = node_of_record(offset, record)
            path = self._file_of(leaf)
            if path is None:
                continue
            if leaf.record_type != PRIVATE:
                leaf.parent = chain_of(records_of(dcmread(path, stop_before_pixels=True))[:-1])
            self.root.add(leaf)
            leaf.instance = FileInstance(leaf)
            self.instances.append(leaf.instance)
            self.has_orphans = True
