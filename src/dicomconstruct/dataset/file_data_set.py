"""Data sets of files (PS3.10 7): the file meta information, and the data set with what surrounds it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Self

from dicomconstruct.dataelem import DataElement, tag_of_key, tag_of_keyword
from dicomconstruct.dataset.data_set import Dataset, Encoding
from dicomconstruct.dataset.element_access import DataSetSource, ElementAccess, adopt
from dicomconstruct.errors import shown
from dicomconstruct.grammar.primitives import META_GROUP
from dicomconstruct.tag import BaseTag


class FileMetaDataset(Dataset):
    """The file meta information (PS3.10 7.1): a data set of group 2 only.

    Parameters
    ----------
    elements
        A data set or a mapping to begin with.

    Raises
    ------
    ValueError
        When an element of another group is put in.
    TypeError
        When `elements` is neither a data set nor a mapping.
    """

    __slots__ = ()

    def __init__(self, elements: Mapping[Any, Any] | ElementAccess | None = None) -> None:
        if not isinstance(elements, Mapping | ElementAccess | None):
            raise TypeError(f"a data set is made of a data set or a mapping, not of {shown(elements)}")
        super().__init__(elements)

    def __setattr__(self, name: str, value: Any) -> None:
        tag = tag_of_keyword(name)
        if tag is not None:
            _check_group(tag)
        super().__setattr__(name, value)

    def __setitem__(self, key: Any, element: DataElement) -> None:
        _check_group(tag_of_key(key))
        super().__setitem__(key, element)


def _check_group(tag: BaseTag) -> None:
    if tag.group != META_GROUP:
        raise ValueError(f"the file meta information has elements of group 0002 only, not {tag}")


class FileDataset(Dataset):
    """The data set of a file.

    Parameters
    ----------
    filename_or_obj
        Where it was read from, or is to be written to.
    dataset
        The data set.
    preamble
        The 128 bytes before the prefix; None where there are none.
    file_meta
        The file meta information.
    is_implicit_VR, is_little_endian
        How the data set is encoded.

    Attributes
    ----------
    filename, preamble, file_meta, original_encoding
        As above.
    """

    __slots__ = ()

    filename: Any
    preamble: bytes | None
    file_meta: FileMetaDataset

    def __init__(
        self,
        filename_or_obj: Any,
        dataset: Mapping[Any, Any] | ElementAccess,
        preamble: bytes | None = None,
        file_meta: FileMetaDataset | None = None,
        is_implicit_VR: bool = True,  # noqa: N803
        is_little_endian: bool = True,
    ) -> None:
        if isinstance(dataset, ElementAccess):
            super().__init__()
            self.__dict__.update(dataset.__dict__)
            adopt(self, dataset)
        else:
            super().__init__(dataset)
        meta = FileMetaDataset() if file_meta is None else file_meta
        self._surround(filename_or_obj, preamble, meta, (is_implicit_VR, is_little_endian))

    @classmethod
    def _of_file(
        cls,
        elements: dict[BaseTag, Any] | None,
        source: DataSetSource | None,
        filename: Any,
        preamble: bytes | None,
        file_meta: FileMetaDataset,
        original_encoding: Encoding,
    ) -> Self:
        """The data set of a file that was read; the first two as for `Dataset._of`."""
        made = cls._of(elements, source)
        made._surround(filename, preamble, file_meta, original_encoding)
        return made

    def _surround(
        self, filename: Any, preamble: bytes | None, file_meta: FileMetaDataset, original_encoding: Encoding
    ) -> None:
        self.__dict__.update(
            filename=filename, preamble=preamble, file_meta=file_meta, original_encoding=original_encoding
        )

    @property
    def is_implicit_VR(self) -> bool | None:  # noqa: N802
        """Whether the data set was read with implicit VR."""
        return self.original_encoding[0]

    @property
    def is_little_endian(self) -> bool | None:
        """Whether the data set was read as little endian."""
        return self.original_encoding[1]

    def _copied_attributes(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Copies of all attributes but the file name, which may be a file that is open."""
        return {
            name: value if name == "filename" else deepcopy(value, memo) for name, value in self.__dict__.items()
        }
