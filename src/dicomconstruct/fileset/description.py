"""The description of a File-set: its ID and UID, and its descriptor file (PS3.3 F.3.2.1)."""

from __future__ import annotations

from typing import Any, ClassVar

from dicomconstruct.dataset import Dataset, FileMetaDataset
from dicomconstruct.dataset.file_meta import validate_file_meta
from dicomconstruct.dictionary import uid_of_keyword
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.fileset.directory import FIRST, LAST, RECORDS
from dicomconstruct.uid import UID, generate_uid

LONGEST = 16
MOST = 8
DIRECTORY_CLASS = uid_of_keyword("MediaStorageDirectoryStorage") or ""
EXPLICIT_LE = uid_of_keyword("ExplicitVRLittleEndian") or ""
IMPLICIT_LE = uid_of_keyword("ImplicitVRLittleEndian") or ""
FILE_SET_ID = "FileSetID"
DESCRIPTOR = "FileSetDescriptorFileID"
CHARACTER_SET = "SpecificCharacterSetOfFileSetDescriptorFile"
DESCRIBING = (FILE_SET_ID, DESCRIPTOR, CHARACTER_SET)
"""Keywords of the elements of a DICOMDIR that describe the File-set."""


def new_directory(uid: UID) -> Dataset:
    """The DICOMDIR of a File-set without instances."""
    directory = Dataset()
    directory.file_meta = FileMetaDataset()
    directory.file_meta.MediaStorageSOPClassUID = DIRECTORY_CLASS
    directory.file_meta.MediaStorageSOPInstanceUID = uid
    directory.file_meta.TransferSyntaxUID = EXPLICIT_LE
    validate_file_meta(directory.file_meta)
    for keyword, value in (
        (FILE_SET_ID, None),
        (FIRST, 0),
        (LAST, 0),
        ("FileSetConsistencyFlag", 0),
        (RECORDS, []),
    ):
        setattr(directory, keyword, value)
    return directory


class FileSetDescription:
    """The part of a File-set that describes it: elements of its DICOMDIR."""

    uid_root: ClassVar[str | None] = None
    """The root that the UIDs of new File-sets are made under; None for a UUID, which needs none (PS3.5 B.2)."""

    _ds: Dataset
    """The DICOMDIR as it was last loaded or written, with later changes of the description."""
    _is_dirty: bool
    """Whether the DICOMDIR has to be written, even without changes of instances."""

    def _describe_anew(self) -> None:
        self._ds = new_directory(generate_uid(self.uid_root))
        self._is_dirty = True

    def _describe_as(self, directory: Dataset) -> None:
        """Take over the description in a DICOMDIR; it gets a UID if it has none."""
        meta = directory.file_meta
        self._ds = directory
        self._is_dirty = meta.get("TransferSyntaxUID") != EXPLICIT_LE
        if not meta.get("MediaStorageSOPInstanceUID"):
            self.UID = generate_uid(self.uid_root)

    def _put(self, keyword: str, value: Any, known: Any) -> None:
        """Change an element of the DICOMDIR; a missing one stays missing for None."""
        if value != known:
            self._is_dirty = True
            if value is not None or keyword in self._ds:
                setattr(self._ds, keyword, value)

    @property
    def ID(self) -> str | None:  # noqa: N802
        """The File-set ID, up to 16 characters, or None.

        Setting it raises ValueError for a longer one, TypeError for a value other than text.
        """
        return self._ds.get(FILE_SET_ID) or None

    @ID.setter
    def ID(self, value: str | None) -> None:  # noqa: N802
        if not isinstance(value, str | None):
            raise TypeError("The 'File-set ID' must be a str or None")
        if value is not None and len(value) > LONGEST and value != self.ID:
            raise ValueError("The maximum length of the 'File-set ID' is 16 characters")
        self._put(FILE_SET_ID, value, self.ID)

    @property
    def UID(self) -> UID:  # noqa: N802
        """The UID, the SOP Instance UID of the DICOMDIR. Setting it raises UnwritableValue for an invalid one."""
        return UID(self._ds.file_meta.MediaStorageSOPInstanceUID)

    @UID.setter
    def UID(self, uid: str) -> None:  # noqa: N802
        meta = self._ds.file_meta
        if uid == meta.get("MediaStorageSOPInstanceUID"):
            return
        made = UID(uid)
        if not made.is_valid:
            raise UnwritableValue("the UID of a File-set has to be valid (PS3.5 9.1)", found=repr(uid))
        meta.MediaStorageSOPInstanceUID = made
        self._is_dirty = True

    @property
    def descriptor_file_id(self) -> str | list[str] | None:
        """The File ID of the file that describes the File-set, or None.

        Setting it raises TypeError for a value other than text, a list or None, and ValueError for more than 8
        components or more than 16 characters in one. Empty components are left out.
        """
        value = self._ds.get(DESCRIPTOR) or None
        return value if value is None or isinstance(value, str) else list(value)

    @descriptor_file_id.setter
    def descriptor_file_id(self, value: str | list[str] | None) -> None:
        self._put(DESCRIPTOR, checked_descriptor(value), self.descriptor_file_id)

    @property
    def descriptor_character_set(self) -> str | None:
        """The character set of the file that describes the File-set, or None."""
        return self._ds.get(CHARACTER_SET) or None

    @descriptor_character_set.setter
    def descriptor_character_set(self, value: str | None) -> None:
        self._put(CHARACTER_SET, value, self.descriptor_character_set)


def checked_descriptor(value: Any) -> str | list[str] | None:
    """A File-set Descriptor File ID without empty components; errors as `FileSetDescription.descriptor_file_id`."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise ValueError("Each 'File-set Descriptor File ID' component has a maximum length of 16 characters")
        return value
    if value is None:
        return None
    if not isinstance(value, list | tuple):
        raise TypeError("The 'DescriptorFileID' must be a str, list of str, or None")
    if len(value) > MOST or not all(isinstance(part, str) and len(part) <= LONGEST for part in value):
        raise ValueError(
            "The 'File-set Descriptor File ID' has a maximum of 8 components, each between 0 and 16 characters long"
        )
    return [part for part in value if part]
