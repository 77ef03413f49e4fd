"""What has to be done to the files of a File-set, and what is asked of instances that are added to it."""

from __future__ import annotations

import os
from pathlib import Path

from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.filereader import dcmread
from dicomconstruct.fileset.directory import Placed
from dicomconstruct.fileset.file_ids import MOST_NAMED, MOST_NUMBERED
from dicomconstruct.fileset.instances import parts_of
from dicomconstruct.fileset.nodes import FILE_ID
from dicomconstruct.fileset.placing import Transfer

DEFERRED = 1 << 20
"""Values of instances that are longer are not read for their records."""
PathName = str | os.PathLike[str]


def needs_letters(number: int) -> bool:
    """Whether that many instances need File IDs with letters. NotImplementedError where these do not do either."""
    if number > MOST_NAMED:
        raise NotImplementedError(f"there are no File IDs for more than {MOST_NAMED} managed instances: {number}")
    return number > MOST_NUMBERED


def is_moved(one: Placed) -> bool:
    """Whether the file of a node is not where it is to be."""
    instance = one.node.instance
    if instance is None or instance.for_addition:
        return False
    return one.file_id != parts_of(one.node._record.get(FILE_ID))


def transfers(nodes: list[Placed], root: Path) -> list[Transfer]:
    """The files of nodes, and where they are to be in a folder."""
    return [
        Transfer(one.node.instance._path, root.joinpath(*one.file_id))
        for one in nodes
        if one.node.instance is not None
    ]


def instance_of(ds_or_path: Dataset | PathName) -> tuple[Dataset, PathName | None]:
    """An instance, and its path where that was given; errors as `FileSet.add`."""
    path = None if isinstance(ds_or_path, Dataset) else ds_or_path
    instance = ds_or_path if isinstance(ds_or_path, Dataset) else dcmread(ds_or_path, defer_size=DEFERRED)
    missing = [keyword for keyword in ("SOPClassUID", "SOPInstanceUID") if not instance.get(keyword)]
    if missing:
        raise UnwritableValue(f"an instance in a File-set needs {' and '.join(missing)}")
    return instance, path
