"""Unique identifiers (PS3.5 9): `UID`, a `str` with the facts of the UID registry.

Registered UIDs are attributes of this module by their keyword, such as ``CTImageStorage``.
"""

from __future__ import annotations

import re
import secrets
import sys
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import cache, lru_cache, partial
from hashlib import sha512
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from dicomconstruct.config import options
from dicomconstruct.errors import UnwritableValue, WrongType
from dicomconstruct.lazy import where_else
from dicomconstruct.validity import form_problem, length_problem, report

DICOM_ROOT = "1.2.840.10008."  # PS3.5 9.1
UUID_ROOT = "2.25."  # PS3.5 B.2
MAX_LENGTH = 64  # characters, PS3.5 9.1
LONGEST_PREFIX = MAX_LENGTH - 10
"""The longest prefix: it leaves 10 of the 64 characters for the unique part."""

WELL_FORMED = r"(?:0|[1-9][0-9]*+)(?:\.(?:0|[1-9][0-9]*+))*+"
_ENCODING = "_private_encoding"


def uid_problem(text: str) -> str:
    """The problem of the text of a UID; "" for none and for empty text."""
    if not text:
        return ""
    if re.fullmatch(WELL_FORMED, text) is None:
        return form_problem("UI", text)
    return length_problem("UI", len(text), MAX_LENGTH) if len(text) > MAX_LENGTH else ""


class UID(str):
    """A unique identifier, valid or not.

    Parameters
    ----------
    val
        The text; spaces around it are removed. A UID passes on the encoding of a private transfer syntax.
    validation_mode
        The validation mode: `config.IGNORE`, `config.WARN` or `config.RAISE`; None for the current reading
        validation mode.

    Raises
    ------
    WrongType
        When `val` is not text.
    UnwritableValue
        Under `config.RAISE` when it is not well formed.
    """

    def __new__(cls, val: str, validation_mode: int | None = None) -> Self:
        if not isinstance(val, str):
            raise WrongType("A UID must be created from a string")
        mode = options().reading_mode if validation_mode is None else validation_mode
        if mode:
            report(uid_problem(val), mode)
        made = super().__new__(cls, val.strip())
        if isinstance(val, UID):
            made.__dict__.update(val.__dict__)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return str.__new__, (type(self), str(self)), self.__dict__ or None

    @property
    def is_valid(self) -> bool:
        """True for at most 64 characters of numbers without leading zeros between periods."""
        return len(self) <= MAX_LENGTH and re.fullmatch(WELL_FORMED, self) is not None

    @property
    def is_private(self) -> bool:
        """Whether the root is another one than 1.2.840.10008, that of DICOM."""
        return not self.startswith(DICOM_ROOT)

    @property
    def name(self) -> str:
        """The name in PS3.6 Annex A; the UID itself where it is not registered."""
        return self._entry.name if self._entry is not None else str(self)

    @property
    def type(self) -> str:
        """The kind of UID, such as ``SOP Class``; "" where it is not registered."""
        return self._entry.type if self._entry is not None else ""

    @property
    def info(self) -> str:
        """The remark of PS3.6 Annex A."""
        return self._entry.info if self._entry is not None else ""

    @property
    def keyword(self) -> str:
        """The keyword in PS3.6 Annex A; "" where it is not registered."""
        return self._entry.keyword if self._entry is not None else ""

    @property
    def is_retired(self) -> bool:
        """Whether the standard has retired it."""
        return self._entry is not None and self._entry.retired

    @property
    def _entry(self) -> Any:
        return _dictionary().uid_entry_of(self)

    @property
    def is_transfer_syntax(self) -> bool:
        """Whether it is a transfer syntax of the standard, or a private one with an encoding."""
        return _ENCODING in self.__dict__ or self.type == "Transfer Syntax"

    @property
    def is_implicit_VR(self) -> bool:  # noqa: N802
        """Whether VRs are implicit. UnwritableValue for UIDs other than transfer syntaxes."""
        return self._encoding()[0]

    @property
    def is_little_endian(self) -> bool:
        """Whether the byte order is little endian. UnwritableValue for UIDs other than transfer syntaxes."""
        return self._encoding()[1]

    @property
    def is_deflated(self) -> bool:
        """Whether the data set is deflated. UnwritableValue for UIDs other than transfer syntaxes."""
        return self._encoding()[2]

    @property
    def is_encapsulated(self) -> bool:
        """Whether Pixel Data is in fragments, as in private ones. UnwritableValue for other UIDs."""
        return self._encoding()[3]

    is_compressed = is_encapsulated

    def _encoding(self) -> tuple[bool, bool, bool, bool]:
        private = self.__dict__.get(_ENCODING)
        if private is not None:
            return (*private, False, True)
        row = _dictionary().transfer_syntaxes().get(self)
        if row is None:
            raise UnwritableValue("UID is not a transfer syntax", found=str(self))
        return row.implicit, row.little_endian, row.deflated, row.encapsulated

    def set_private_encoding(self, implicit_vr: bool, little_endian: bool) -> None:
        """Set the encoding of data sets of this private transfer syntax, for this object and its copies.

        Parameters
        ----------
        implicit_vr
            Whether VRs are implicit.
        little_endian
            Whether the byte order is little endian.
        """
        self.__dict__[_ENCODING] = (implicit_vr, little_endian)


uid_of: Callable[[str], UID] = partial(str.__new__, UID)
"""Make a UID of text without validation."""


@cache
def _dictionary() -> Any:
    """The dictionary, which is in a layer above this one."""
    return import_module("dicomconstruct.dictionary")


def generate_uid(prefix: str | None = None, entropy_srcs: Iterable[str] | None = None) -> UID:
    """Make a unique UID (PS3.5 9.1, B.2).

    Parameters
    ----------
    prefix
        The registered root of the caller, with a trailing period; None for a UUID under ``2.25.``, which needs no
        registration.
    entropy_srcs
        The same texts give the same UID; under ``2.25.`` by a UUID made of a name. None for a random one.

    Raises
    ------
    UnwritableValue
        When the prefix is not well formed or longer than 54 characters.
    """
    said = None if entropy_srcs is None else "".join(entropy_srcs)
    if prefix is None:
        made = uuid.uuid4() if said is None else uuid.uuid5(uuid.NAMESPACE_OID, said)
        return uid_of(f"{UUID_ROOT}{made.int}")
    if len(prefix) > LONGEST_PREFIX:
        raise UnwritableValue(f"The 'prefix' should be no more than {LONGEST_PREFIX} characters long")
    if re.fullmatch(rf"{WELL_FORMED}\.", prefix) is None:
        raise UnwritableValue("The 'prefix' is not valid for use with a UID (PS3.5 9.1)", found=repr(prefix))
    if said is None:
        digits = str(secrets.randbits(256) | 1 << 255)
    else:
        digits = str(int(sha512(said.encode()).hexdigest(), 16))
    return uid_of(prefix + digits[: MAX_LENGTH - len(prefix)])


_registered: ContextVar[tuple[UID, ...]] = ContextVar("dicomconstruct.uid", default=())


def private_transfer_syntaxes() -> tuple[UID, ...]:
    """The private transfer syntaxes registered in this context."""
    return _registered.get()


def register_transfer_syntax(
    uid: str | UID, implicit_vr: bool | None = None, little_endian: bool | None = None
) -> UID:
    """Register a private transfer syntax, in this context (PEP 567).

    Parameters
    ----------
    uid
        The UID.
    implicit_vr, little_endian
        As for `UID.set_private_encoding`; needed unless that was called for `uid`.

    Raises
    ------
    UnwritableValue
        When the encoding is missing.
    """
    syntax = UID(uid)
    if implicit_vr is not None and little_endian is not None:
        syntax.set_private_encoding(implicit_vr, little_endian)
    elif not syntax.is_transfer_syntax:
        raise UnwritableValue(
            "The corresponding dataset encoding for 'uid' must be set using the 'implicit_vr' and 'little_endian' "
            "arguments"
        )
    _registered.set((*(one for one in _registered.get() if one != syntax), syntax))
    return syntax


_GROUPS = {
    "AllTransferSyntaxes": (("",), ()),
    "JPEGTransferSyntaxes": (("JPEG",), ("JPEGLS", "JPEG2000", "JPEGXL")),
    "JPEGLSTransferSyntaxes": (("JPEGLS",), ()),
    "JPEG2000TransferSyntaxes": (("JPEG2000", "HTJ2K"), ()),
    "MPEGTransferSyntaxes": (("MPEG", "HEVC"), ()),
    "RLETransferSyntaxes": (("RLE",), ()),
    "UncompressedTransferSyntaxes": (("ImplicitVR", "ExplicitVR", "DeflatedExplicitVR"), ()),
}
"""The keyword prefixes of each group of transfer syntaxes, and prefixes to exclude."""
_RETIRED_BUT_COMMON = "ExplicitVRBigEndian"


def _group(name: str) -> list[UID]:
    beginnings, others = _GROUPS[name]
    return [
        uid_of(row.uid)
        for row in _dictionary().transfer_syntaxes().values()
        if row.keyword.startswith(beginnings)
        and not (others and row.keyword.startswith(others))
        and (not row.retired or row.keyword == _RETIRED_BUT_COMMON)
    ]


@lru_cache(maxsize=1024)
def _constant(name: str) -> UID | None:
    uid = _dictionary().uid_of_keyword(name)
    return None if uid is None else uid_of(uid)


class UIDModule(ModuleType):
    """The class of this module, with attributes for registered UIDs and groups of transfer syntaxes."""

    def __getattr__(self, name: str) -> Any:
        if name in _GROUPS:
            return _group(name)
        uid = None if name.startswith("_") else _constant(name)
        if uid is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}{where_else(name, 'uid')}")
        return uid

    @property
    def PrivateTransferSyntaxes(self) -> list[UID]:  # noqa: N802
        """The private transfer syntaxes that were registered in this context."""
        return list(_registered.get())

    @PrivateTransferSyntaxes.setter
    def PrivateTransferSyntaxes(self, syntaxes: Iterable[UID]) -> None:  # noqa: N802
        _registered.set(tuple(syntaxes))


sys.modules[__name__].__class__ = UIDModule

if TYPE_CHECKING:

    def __getattr__(name: str) -> UID:
        """A registered UID by its keyword."""
