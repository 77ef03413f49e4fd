"""The file meta information (PS3.10 7.1): a data set of group 2, and its validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dicomconstruct.dataelem import DataElement, RawDataElement, description_of, tag_of_key, tag_of_keyword
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_access import ElementAccess
from dicomconstruct.errors import shown
from dicomconstruct.grammar.primitives import META_GROUP
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import UID
from dicomconstruct.version import __version__

IMPLEMENTATION_CLASS_UID = UID("2.25.87150894295650507040328206910082454441")
"""Of this implementation (PS3.7 D.3.3.2.2), made of a UUID (PS3.5 B.2)."""
LONGEST_NAME = 16
IMPLEMENTATION_VERSION_NAME = f"DCONSTRUCT {__version__}"[:LONGEST_NAME]
"""Of this release (PS3.7 D.3.3.2.3)."""
INFORMATION_VERSION = b"\0\1"
"""File Meta Information Version (PS3.10 Table 7.1-1)."""
REQUIRED = ("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID", "TransferSyntaxUID")
"""Elements of type 1 without default (PS3.10 Table 7.1-1)."""


class FileMetaDataset(Dataset):
    """The file meta information (PS3.10 7.1): a data set of group 2 only.

    Parameters
    ----------
    elements
        Initial elements: a data set or a mapping.
    **values
        As for `Dataset`.

    Raises
    ------
    ValueError
        When an element of another group is added.
    TypeError
        When `elements` is neither a data set nor a mapping.
    """

    __slots__ = ()

    def __init__(self, elements: Mapping[Any, Any] | ElementAccess | None = None, /, **values: Any) -> None:
        if elements is not None:
            self.validate(elements)
        super().__init__(elements, **values)

    @staticmethod
    def validate(init_value: Mapping[Any, Any] | ElementAccess) -> None:
        """Check the initial elements of file meta information.

        Raises
        ------
        TypeError
            For anything but a data set or a mapping.
        ValueError
            When there are elements of other groups than 2.
        """
        if not isinstance(init_value, Mapping | ElementAccess):
            raise TypeError(f"Argument must be a dict or Dataset, not {type(init_value)}")
        tags = [tag_of_key(key) for key in init_value.keys()]  # noqa: SIM118
        misplaced = [tag for tag in tags if tag.group != META_GROUP]
        if misplaced:
            raise ValueError(
                "File meta datasets may only contain group 2 elements but the following elements are present: "
                f"{', '.join(map(str, misplaced))}"
            )

    def __setattr__(self, name: str, value: Any) -> None:
        tag = tag_of_keyword(name)
        if tag is not None:
            _check_group(tag)
        super().__setattr__(name, value)

    def __setitem__(self, key: Any, element: DataElement | RawDataElement) -> None:
        if isinstance(element, DataElement | RawDataElement):
            _check_group(tag_of_key(element.tag))
        super().__setitem__(key, element)


def _check_group(tag: BaseTag) -> None:
    if tag.group != META_GROUP:
        raise ValueError(f"Only group 2 data elements are allowed in a FileMetaDataset, not {tag}")


def as_file_meta(value: Any) -> FileMetaDataset:
    """A data set as `FileMetaDataset`. TypeError for other types, ValueError as `FileMetaDataset.validate`."""
    if isinstance(value, FileMetaDataset):
        return value
    if not isinstance(value, Dataset):
        raise TypeError(f"'Dataset.file_meta' must be a 'FileMetaDataset' instance, not {shown(value)}")
    return FileMetaDataset(value)


def validate_file_meta(file_meta: Dataset, enforce_standard: bool = True) -> None:
    """Check file meta information before it is written, and add the elements that have defaults.

    File Meta Information Version, Implementation Class UID and Implementation Version Name are set where they are
    missing or empty.

    Parameters
    ----------
    file_meta
        File meta information.
    enforce_standard
        Whether to check and complete the required elements (PS3.10 7.1); otherwise only the groups are checked.

    Raises
    ------
    ValueError
        When it has elements of other groups than 2.
    AttributeError
        When a required element without default is missing or empty.
    """
    misplaced = [str(tag) for tag in file_meta.keys() if tag.group != META_GROUP]  # noqa: SIM118
    if misplaced:
        raise ValueError(
            "Only File Meta Information group (0002,eeee) elements may be present in 'file_meta', "
            f"not {', '.join(misplaced)}"
        )
    if not enforce_standard:
        return
    known = {
        "FileMetaInformationVersion": INFORMATION_VERSION,
        "ImplementationClassUID": IMPLEMENTATION_CLASS_UID,
        "ImplementationVersionName": IMPLEMENTATION_VERSION_NAME,
    }
    for keyword, value in known.items():
        if not file_meta.get(keyword):
            setattr(file_meta, keyword, value)
    missing = [keyword for keyword in REQUIRED if not file_meta.get(keyword)]
    if missing:
        tags = [tag for tag in map(tag_of_keyword, missing) if tag is not None]
        raise AttributeError(
            "Required File Meta Information elements are either missing or have an empty value: "
            f"{', '.join(f'{tag} {description_of(tag).name}' for tag in tags)}"
        )
