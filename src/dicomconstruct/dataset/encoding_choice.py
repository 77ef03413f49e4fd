"""In which encoding a data set is written: as it was read, as its file meta information says, or as asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from dicomconstruct.codec import Codec
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.engines import Record
from dicomconstruct.grammar.authoring import DEFLATE_WRAPPER
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import IMPLICIT_BE, Layout
from dicomconstruct.grammar.syntaxes import SYNTAXES
from dicomconstruct.tree.scope import TRANSFER_SYNTAX
from dicomconstruct.uid import UID, private_transfer_syntaxes
from dicomconstruct.values import joined


class Target(NamedTuple):
    """How a data set is written.

    Parameters
    ----------
    layout
        With or without VRs, in which byte order.
    wrapper
        What it is wrapped in (`grammar.deflate`).
    is_encapsulated
        Whether its pixels are fragments (PS3.5 A.4); None where nobody said.
    """

    layout: Layout
    wrapper: str = PLAIN
    is_encapsulated: bool | None = None


class Asked(NamedTuple):
    """The encoding that a caller asks for; None where it does not say."""

    implicit_vr: bool | None = None
    little_endian: bool | None = None

    @property
    def layout(self) -> Layout | None:
        """The layout; None unless both are said."""
        if self.implicit_vr is None or self.little_endian is None:
            return None
        return Layout.of(self.implicit_vr, self.little_endian)

    def agrees_with(self, layout: Layout) -> bool:
        """Whether a layout is what is asked for, as far as anything is."""
        return self.implicit_vr in (None, layout.implicit) and self.little_endian in (None, layout.little_endian)


NOTHING = Asked()


def target_of(data_set: Any, codec: Codec, asked: Asked = NOTHING, *, force: bool = False) -> Target:
    """How a data set is written.

    A data set of a file goes back as it was read, until its file meta information says something else: then also
    where it was laid out otherwise than it declared.

    Parameters
    ----------
    data_set
        The data set.
    codec
        Its transfer syntaxes are known.
    asked
        What the caller asks for.
    force
        Whether that goes before the transfer syntax of the file meta information.

    Raises
    ------
    ValueError
        When nothing says how to write it, when what is asked for contradicts the transfer syntax, and when the
        transfer syntax is none.
    """
    if force:
        return Target(determined(data_set, None, asked, force=True))
    meta = getattr(data_set, "file_meta", None)
    record = record_of(data_set)
    uid = None if meta is None else declared_in(meta, record)
    syntax = codec.syntaxes.get(str(uid)) if uid else None
    if record is not None and uid == record.declared and asked.agrees_with(record.layout):
        return Target(record.layout, record.wrapper, None if syntax is None else syntax.encapsulated)
    layout = determined(data_set, uid, asked, codec)
    if syntax is None:
        return Target(layout)
    return Target(layout, DEFLATE_WRAPPER if syntax.deflated else PLAIN, syntax.encapsulated)


def declared_in(meta: Any, record: Record | None) -> str | None:
    """The transfer syntax that file meta information declares; as the reader found it, unless it was changed."""
    if record is not None and is_of(meta, record):
        if not meta._is_looked_into:
            return record.declared
        held = meta._elements.get(TRANSFER_SYNTAX)
        if type(held) is tuple or (held is not None and held._source is meta._source and held.is_original):
            return record.declared
    uid = meta.get(TRANSFER_SYNTAX)
    return None if uid is None or uid.value is None else joined(uid.value)


def determined(
    data_set: Dataset, uid: str | None, asked: Asked = NOTHING, codec: Codec | None = None, *, force: bool = False
) -> Layout:
    """The layout that a transfer syntax has, a caller asks for, or a data set is said to be in.

    Parameters
    ----------
    data_set
        The data set, which is asked last.
    uid
        The transfer syntax; None where there is none.
    asked, force
        As for `target_of`, with the same errors.
    codec
        As for `target_of`; None for the transfer syntaxes of the standard.
    """
    if force:
        if asked.layout is None:
            raise ValueError("'implicit_vr' and 'little_endian' are required if 'force_encoding' is used")
        return asked.layout
    if uid is not None:
        return _of_syntax(UID(uid, 0), asked, codec)
    said = (data_set._said("is_implicit_VR"), data_set._said("is_little_endian"))
    layout = asked.layout or Asked(*said).layout or Asked(*data_set.original_encoding).layout
    if layout is None:
        raise ValueError(
            "Unable to determine the encoding to use for writing the dataset, please set the file meta's Transfer "
            "Syntax UID or use the 'implicit_vr' and 'little_endian' arguments"
        )
    if layout == IMPLICIT_BE and asked.layout == layout:
        raise ValueError("Implicit VR and big endian is not a valid encoding combination")
    return layout


def _of_syntax(uid: UID, asked: Asked, codec: Codec | None) -> Layout:
    """The layout of a transfer syntax, with which what is asked for has to agree."""
    known = layout_of_syntax(uid, codec)
    if known is None:
        if asked.layout is None:
            raise ValueError(
                "The 'implicit_vr' and 'little_endian' arguments are required when using a private transfer syntax"
            )
        return asked.layout
    if asked.implicit_vr not in (None, known.implicit):
        raise ValueError(
            "The 'implicit_vr' value is not consistent with the required VR encoding for the "
            f"'{uid.name}' transfer syntax"
        )
    if asked.little_endian not in (None, known.little_endian):
        raise ValueError(
            "The 'little_endian' value is not consistent with the required endianness for the "
            f"'{uid.name}' transfer syntax"
        )
    return known


def layout_of_syntax(uid: UID, codec: Codec | None) -> Layout | None:
    """The layout of a transfer syntax; None for a private one that nobody knows.

    Raises ValueError for a UID of the standard that is no transfer syntax.
    """
    syntaxes = SYNTAXES if codec is None else codec.syntaxes
    if uid in syntaxes:
        return syntaxes[uid].layout
    private = next((one for one in private_transfer_syntaxes() if one == uid), uid)
    if private.is_private and private.is_transfer_syntax:
        return Asked(private.is_implicit_VR, private.is_little_endian).layout
    if not uid.is_private:
        raise ValueError(f"The Transfer Syntax UID '{uid.name}' is not a valid transfer syntax")
    return None


def is_of(meta: Any, record: Record) -> bool:
    """Whether file meta information was read with a file, rather than with another one."""
    return meta is not None and type(meta._source) is DataSetAsRead and meta._source.rows is record.meta


def record_of(data_set: Dataset) -> Record | None:
    """What surrounded a data set in the file that it was read from."""
    source = data_set._source
    return source.record if isinstance(source, DataSetAsRead) else None
