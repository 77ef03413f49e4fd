"""What a File-set says of itself as a whole: its ID and UID, and the file that describes it (PS3.3 F.3.2.1)."""

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
DESCRIPTOR = "FileSetDescriptorFileID"
CHARACTER_SET = "SpecificCharacterSetOfFileSetDescriptorFile"
DESCRIBING = ("FileSetID", DESCRIPTOR, CHARACTER_SET)
"""Keywords of what a DICOMDIR says of the File-set."""


class Description:
    """The part of a File-set that describes it."""

    uid_root: ClassVar[str | None] = None
    """The root that the UIDs of new File-sets are made under; None for a UUID, which needs none (PS3.5 B.2)."""

    _ds: Dataset
    """The DICOMDIR as it was loaded or written; empty for a new File-set."""
    _is_dirty: bool
    """Whether the DICOMDIR has to be written, whatever becomes of instances."""

    def _describe_anew(self) -> None:
        self._ds = Dataset()
        self._id: str | None = None
        self._uid = generate_uid(self.uid_root)
        self._descriptor: str | list[str] | None = None
        self._charset: str | None = None
        self._is_dirty = True

    def _describe_as(self, directory: Dataset) -> None:
        """Take over what a DICOMDIR says; it is given a UID where it has none."""
        meta = directory.file_meta
        self._is_dirty = not meta.get("MediaStorageSOPInstanceUID") or meta.get("TransferSyntaxUID") != EXPLICIT_LE
        if not meta.get("MediaStorageSOPInstanceUID"):
            meta.MediaStorageSOPInstanceUID = self._uid
        self._ds = directory
        self._uid = UID(meta.MediaStorageSOPInstanceUID)
        self._id = directory.get("FileSetID") or None
        descriptor = directory.get(DESCRIPTOR) or None
        self._descriptor = descriptor if descriptor is None or isinstance(descriptor, str) else list(descriptor)
        self._charset = directory.get(CHARACTER_SET) or None

    def _directory(self) -> Dataset:
        """The DICOMDIR as it is; that of a new File-set without records."""
        if len(self._ds):
            return self._ds
        directory = Dataset()
        directory.file_meta = FileMetaDataset()
        directory.file_meta.MediaStorageSOPClassUID = DIRECTORY_CLASS
        directory.file_meta.MediaStorageSOPInstanceUID = self._uid
        directory.file_meta.TransferSyntaxUID = EXPLICIT_LE
        validate_file_meta(directory.file_meta)
        directory.FileSetID = self._id
        if self._descriptor is not None:
            setattr(directory, DESCRIPTOR, self._descriptor)
        if self._charset is not None:
            setattr(directory, CHARACTER_SET, self._charset)
        setattr(directory, FIRST, 0)
        setattr(directory, LAST, 0)
        directory.FileSetConsistencyFlag = 0
        setattr(directory, RECORDS, [])
        return directory

    def _put(self, keyword: str, value: Any) -> None:
        """Change an element of a DICOMDIR that is there; one that is to have no value stays missing."""
        self._is_dirty = True
        if len(self._ds) and (value is not None or keyword in self._ds):
            setattr(self._ds, keyword, value)

    @property
    def ID(self) -> str | None:  # noqa: N802
        """The File-set ID, up to 16 characters, or None.

        Setting it raises ValueError for a longer one, TypeError for what is no text.
        """
        return self._id

    @ID.setter
    def ID(self, value: str | None) -> None:  # noqa: N802
        if value == self._id:
            return
        if not isinstance(value, str | None):
            raise TypeError("The 'File-set ID' must be a str or None")
        if value is not None and len(value) > LONGEST:
            raise ValueError("The maximum length of the 'File-set ID' is 16 characters")
        self._id = value
        self._put("FileSetID", value)

    @property
    def UID(self) -> UID:  # noqa: N802
        """The UID, which is the SOP Instance UID of the DICOMDIR. Setting it raises UnwritableValue for none."""
        return self._uid

    @UID.setter
    def UID(self, uid: str) -> None:  # noqa: N802
        if uid == self._uid:
            return
        made = _uid_of(uid)
        self._uid = made
        self._is_dirty = True
        if len(self._ds):
            self._ds.file_meta.MediaStorageSOPInstanceUID = made

    @property
    def descriptor_file_id(self) -> str | list[str] | None:
        """The File ID of the file that describes the File-set, or None.

        Setting it raises TypeError for what is neither text nor a list nor None, and ValueError for more than 8
        components or more than 16 characters in one. Empty components are left out.
        """
        return self._descriptor

    @descriptor_file_id.setter
    def descriptor_file_id(self, value: str | list[str] | None) -> None:
        checked = checked_descriptor(value)
        if checked != self._descriptor:
            self._descriptor = checked
            self._put(DESCRIPTOR, checked)

    @property
    def descriptor_character_set(self) -> str | None:
        """The character set of the file that describes the File-set, or None."""
        return self._charset

    @descriptor_character_set.setter
    def descriptor_character_set(self, value: str | None) -> None:
        if value != self._charset:
            self._charset = value
            self._put(CHARACTER_SET, value)


def _uid_of(text: str) -> UID:
    uid = UID(text)
    if not uid.is_valid:
        raise UnwritableValue("the UID of a File-set has to be valid (PS3.5 9.1)", found=repr(text))
    return uid


def checked_descriptor(value: Any) -> str | list[str] | None:
    """A File-set Descriptor File ID without empty components; errors as `Description.descriptor_file_id`."""
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
