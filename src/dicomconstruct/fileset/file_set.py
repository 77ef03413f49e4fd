"""File-sets: instances in a folder with a DICOMDIR that lists them (PS3.10 8, PS3.3 F).

Changes are staged: nothing in the folder changes before `FileSet.write`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.fileset.description import EXPLICIT_LE, IMPLICIT_LE, FileSetDescription
from dicomconstruct.fileset.directory import Placed, WrittenDirectory, directory_of, placed
from dicomconstruct.fileset.file_ids import MOST_COMPONENTS, needs_letters, parts_of
from dicomconstruct.fileset.instances import FileInstance
from dicomconstruct.fileset.loading import Loaded, opened_directory
from dicomconstruct.fileset.nodes import FILE_ID, RecordNode, RootNode, chain_of, plural
from dicomconstruct.fileset.placing import DICOMDIR, PathName, Stage, Transfer, instance_of, put_in_place
from dicomconstruct.fileset.queries import matching, values_of
from dicomconstruct.fileset.recorders import complete, records_of, refer
from dicomconstruct.validity import warn

UNKNOWN = "(no value available)"


class FileSet(FileSetDescription):
    """The instances of a folder with a DICOMDIR.

    Parameters
    ----------
    ds
        The DICOMDIR to load, as a data set that was read from a file, or its path; None for a new File-set. Errors
        are those of `load`.
    """

    def __init__(self, ds: Dataset | PathName | None = None) -> None:
        self.clear()
        if ds is not None:
            self.load(ds)

    def clear(self) -> None:
        """Begin a new File-set: no instances, no folder, another UID."""
        self._root_path: Path | None = None
        self._tree = RootNode(self)
        self._all: dict[int, FileInstance] = {}
        self._by_uid: dict[str, FileInstance] = {}
        self._removed: dict[int, FileInstance] = {}
        self._missing: list[RecordNode] = []
        self._added = 0
        self._moves_known: bool | None = None
        self._staging = Stage()
        self._is_alphanumeric = False
        self._describe_anew()

    def load(
        self, ds_or_path: Dataset | PathName, include_orphans: bool = True, raise_orphans: bool = False
    ) -> None:
        """Load a File-set from its DICOMDIR.

        Files with other names than those of this class are moved when it is written, unless `write` is
        called with `use_existing`. Records that are not in use, and records of missing files, are
        left out.

        Parameters
        ----------
        ds_or_path
            The DICOMDIR as a data set, or its path.
        include_orphans
            Whether to load instances whose records no other record leads to; they get new records above them.
        raise_orphans
            Whether to raise when there are such records.

        Raises
        ------
        DicomError
            When the data set is no DICOMDIR, or its records cannot be followed: `offset` is that of the record.
        OutsideFileSet
            When a record refers to a file outside the folder.
        TypeError, OSError
            When the data set has no path of the DICOMDIR, or that file is missing.
        """
        directory, root_path = opened_directory(ds_or_path)
        loaded = Loaded(RootNode(self), directory, root_path)
        loaded.read(include_orphans=include_orphans, raise_orphans=raise_orphans)
        self.clear()
        self._root_path = root_path
        self._tree = loaded.root
        for instance in loaded.instances:
            self._know(instance)
        self._describe_as(directory)
        self._missing = loaded.missing
        self._is_dirty |= loaded.has_orphans or loaded.has_wrong_offsets

    def _know(self, instance: FileInstance) -> None:
        self._all[id(instance)] = instance
        self._added += instance.for_addition
        self._moves_known = None
        self._by_uid.setdefault(str(instance.SOPInstanceUID), instance)

    def _forget(self, instance: FileInstance) -> None:
        del self._all[id(instance)]
        self._added -= instance.for_addition
        self._moves_known = None
        if self._by_uid.get(str(instance.SOPInstanceUID)) is instance:
            del self._by_uid[str(instance.SOPInstanceUID)]

    @property
    def root_path(self) -> Path:
        """The folder. AttributeError for a File-set that has none yet."""
        if self._root_path is None:
            raise AttributeError("No root path set in the File-set")
        return self._root_path

    @property
    def path(self) -> str | None:
        """The folder as text, or None."""
        return None if self._root_path is None else os.fspath(self._root_path)

    def __iter__(self) -> Iterator[FileInstance]:
        """The instances in the order of their records, without those staged for removal."""
        instances = (node.instance for node in self._tree)
        return iter([one for one in instances if one is not None and id(one) not in self._removed])

    def __len__(self) -> int:
        return len(self._all) - len(self._removed)

    def __contains__(self, instance: object) -> bool:
        return id(instance) in self._all and id(instance) not in self._removed

    @property
    def is_staged(self) -> bool:
        """Whether changes are staged."""
        return self._is_dirty or bool(self._removed) or self._added > 0 or self._has_moves()

    def _has_moves(self) -> bool:
        """Whether a file has to be moved; an instance to be removed holds its place until then.

        Only added and removed instances change that, so it is cached until the next of them.
        """
        if self._moves_known is None:
            nodes = placed(self._tree, (), alphanumeric=self._is_alphanumeric)
            self._moves_known = any(one.is_moved for one in nodes)
        return self._moves_known

    def add(self, ds_or_path: Dataset | PathName) -> FileInstance:
        """Stage an instance to be added, with records by `DIRECTORY_RECORDERS`.

        One staged for removal is kept instead; one already present stays unchanged.

        Parameters
        ----------
        ds_or_path
            The instance: its data set, or the path of its file, which is copied byte for byte.

        Raises
        ------
        UnwritableValue
            When the instance lacks an element that its records or a file require.
        InvalidDicomError
            When the path is not that of a DICOM file.
        OSError
            When the file cannot be read.
        """
        instance, path = instance_of(ds_or_path)
        known = self._kept(instance)
        if known is not None:
            return known
        leaf = chain_of(records_of(instance))
        assert leaf is not None
        return self._add_staged(leaf, instance, path)

    def add_custom(self, ds_or_path: Dataset | PathName, leaf: RecordNode) -> FileInstance:
        """Stage an instance to be added with directory records made by the caller.

        Elements of all records are added where they are missing: offsets, the in-use flag, and in the record of the
        instance the reference to its file.

        Parameters
        ----------
        ds_or_path
            As for `add`.
        leaf
            The record of the instance, with those above it as its parents: no more than 7.

        Raises
        ------
        ValueError
            When there are more records above it.
        AttributeError
            When a record lacks its key.
        UnwritableValue, InvalidDicomError, OSError
            As for `add`.
        """
        if len(leaf.ancestors) >= MOST_COMPONENTS:
            raise ValueError(
                "The 'leaf' node must not have more than 7 ancestors as 'FileSet' supports a maximum directory "
                "structure depth of 8"
            )
        instance, path = instance_of(ds_or_path)
        known = self._kept(instance)
        if known is not None:
            return known
        for node in leaf.reverse():
            complete(node._record)
        refer(leaf._record, instance)
        return self._add_staged(leaf, instance, path)

    def _kept(self, instance: Dataset) -> FileInstance | None:
        """An instance that is already present, no longer to be removed."""
        known = self._by_uid.get(str(instance.SOPInstanceUID))
        if known is not None:
            self._removed.pop(id(known), None)
        return known

    def _add_staged(self, leaf: RecordNode, instance: Dataset, path: PathName | None) -> FileInstance:
        made = FileInstance(leaf)
        made._stage_path = self._staging.put(str(made._uuid), instance, path)
        made.node = self._tree.add(leaf)
        made.node.instance = made
        self._know(made)
        return made

    def remove(self, instance: FileInstance | list[FileInstance]) -> None:
        """Stage one instance, or several, to be removed; one staged for addition is not added.

        Raises ValueError for an instance that is not in the File-set; then none is removed.
        """
        instances = [instance] if isinstance(instance, FileInstance) else list(instance)
        if not all(one in self for one in instances):
            raise ValueError("No such instance in the File-set")
        for one in instances:
            if not one.for_addition:
                self._removed[id(one)] = one
            elif id(one) in self._all:
                self._forget(one)
                self._tree.remove(one.node)
                assert one._stage_path is not None
                if one._stage_path.parent == self._staging.folder:
                    one._stage_path.unlink(missing_ok=True)

    def find(self, load: bool = False, **kwargs: Any) -> list[FileInstance]:
        """The instances whose elements have the values given by keyword.

        Parameters
        ----------
        load
            Whether to read the instances rather than only their directory records.

        Raises
        ------
        ValueError
            For a name that is no keyword.
        """
        return matching(self, load, kwargs)

    def find_values(
        self, elements: Any, instances: list[FileInstance] | None = None, load: bool = False
    ) -> list[Any] | dict[Any, list[Any]]:
        """The different values of elements.

        Parameters
        ----------
        elements
            A keyword or tag, or a list of them.
        instances
            The instances to search; None for all.
        load
            As for `find`.

        Returns
        -------
        A list of values; for a list of elements, a dict of such lists.

        Raises
        ------
        ValueError
            For what is neither a keyword nor a tag.
        """
        several = isinstance(elements, list)
        found = values_of(self if instances is None else instances, elements if several else [elements], load)
        return found if several else found[elements]

    def write(self, path: PathName | None = None, use_existing: bool = False, force_implicit: bool = False) -> None:
        """Apply the staged changes: put files in place, and write the DICOMDIR.

        All or nothing: where it fails, the folder is as it was.

        Parameters
        ----------
        path
            The folder of a new File-set.
        use_existing
            Whether to leave files where they are; only for a File-set to which nothing is added.
        force_implicit
            Whether to write the DICOMDIR with implicit VR, which PS3.10 8.6 does not allow.

        Raises
        ------
        ValueError
            When `path` is missing for a new File-set, or given for one that has a folder, or `use_existing` is set
            and instances are to be added.
        NotImplementedError
            For more instances than there are File IDs.
        UnwritableValue
            For a value in a directory record that cannot be written.
        OSError
            When a file cannot be read or written.
        """
        if path is None and self._root_path is None:
            raise ValueError("The path to the root directory is required for a new File-set")
        if path is not None and self._root_path is not None:
            raise ValueError(
                "The path for an existing File-set cannot be changed, use 'FileSet.copy()' to write the File-set "
                "to a new location"
            )
        if use_existing and self._added:
            raise ValueError(
                "'Fileset.write()' called with 'use_existing' but additions to the File-set's managed instances "
                "are staged"
            )
        self._is_alphanumeric = needs_letters(len(self))
        self._moves_known = None
        if not self.is_staged and not force_implicit:
            return
        if force_implicit:
            warn("PS3.10 8.6 asks for a DICOMDIR with explicit VR, little endian")
        root = Path(path).resolve() if path is not None else self.root_path
        nodes = placed(self._tree, self._removed_nodes(), alphanumeric=self._is_alphanumeric)
        made = self._written(nodes, new_file_ids=not use_existing, force_implicit=force_implicit)
        files = [] if use_existing else _transfers(nodes, root)
        added = {one._stage_path for one in self._all.values() if one.for_addition}
        kept = {one.node.instance._path for one in nodes if one.node.instance is not None}
        put_in_place(
            root,
            made.data,
            copied=[file for file in files if file.source in added],
            moved=[file for file in files if file.source not in added and file.source != file.target],
            removed=[one._path for one in self._removed.values() if one._path not in kept],
        )
        self._settle(root, nodes, made)

    def copy(self, path: PathName, force_implicit: bool = False) -> FileSet:
        """Write the File-set, with its staged changes, to another folder; this one stays unchanged and staged.

        Parameters
        ----------
        path
            The folder.
        force_implicit
            As for `write`.

        Returns
        -------
        The File-set in the other folder.

        Raises
        ------
        ValueError
            When `path` is the folder of this File-set.
        NotImplementedError, UnwritableValue, OSError
            As for `write`.
        """
        root = Path(path).resolve()
        if root == self._root_path:
            raise ValueError("Cannot copy the File-set as the 'path' is unchanged")
        alphanumeric = needs_letters(len(self))
        nodes = placed(self._tree, self._removed_nodes(), alphanumeric=alphanumeric)
        made = self._written(nodes, new_file_ids=True, force_implicit=force_implicit)
        put_in_place(root, made.data, copied=_transfers(nodes, root), moved=(), removed=())
        return type(self)(root / DICOMDIR)

    def _removed_nodes(self) -> list[RecordNode]:
        return [instance.node for instance in self._removed.values()]

    def _written(self, nodes: list[Placed], *, new_file_ids: bool, force_implicit: bool) -> WrittenDirectory:
        syntax = IMPLICIT_LE if force_implicit else EXPLICIT_LE
        return directory_of(self._ds, nodes, new_file_ids=new_file_ids, transfer_syntax=syntax)

    def _settle(self, root: Path, nodes: list[Placed], made: WrittenDirectory) -> None:
        """Take over the written state."""
        for instance in list(self._removed.values()):
            instance._last_path = instance._path
            self._forget(instance)
            self._tree.remove(instance.node)
        self._removed.clear()
        self._missing.clear()
        for one, record in zip(nodes, made.records, strict=True):
            one.node._record = record
            if one.node.instance is not None:
                one.node.instance._stage_path = None
        made.directory.filename = os.fspath(root / DICOMDIR)
        self._ds = made.directory
        self._root_path = root
        self._staging = Stage()
        self._added, self._moves_known = 0, None
        self._is_dirty = False

    def __str__(self) -> str:
        lines = [
            "DICOM File-set",
            f"  Root directory: {self.path or UNKNOWN}",
            f"  File-set ID: {self.ID or UNKNOWN}",
            f"  File-set UID: {self.UID}",
            f"  Descriptor file ID: {self.descriptor_file_id or UNKNOWN}",
            f"  Descriptor file character set: {self.descriptor_character_set or UNKNOWN}",
        ]
        if self.is_staged:
            additions = self._added
            changes = [
                f"DICOMDIR {'creation' if self._root_path is None else 'update'}",
                *(["directory structure update"] if self._has_moves() else []),
                *([plural(additions, "addition")] if additions else []),
                *([plural(len(self._removed), "removal")] if self._removed else []),
            ]
            lines.append(f"  Changes staged for write(): {', '.join(changes)}")
        if self._all:
            lines += ["", "  Managed instances:", *(f"    {line}" for line in self._tree.prettify())]
        if self._missing:
            lines += ["", "  Records whose files are missing:"]
            lines += [
                f"    {one.record_type}: {'/'.join(parts_of(one._record.get(FILE_ID)))}" for one in self._missing
            ]
        return "\n".join(lines)


def _transfers(nodes: list[Placed], root: Path) -> list[Transfer]:
    """The files of nodes, and their targets in a folder."""
    instances = ((one.node.instance, one.file_id) for one in nodes)
    return [Transfer(one._path, root.joinpath(*file_id)) for one, file_id in instances if one is not None]
