"""Choice of the encoding in which a data set is written: the original, the declared, or a requested one."""

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
    """The encoding in which a data set is written.

    Parameters
    ----------
    layout
        Explicit or implicit VR, and byte order.
    wrapper
        The compression of the data set (`grammar.deflate`).
    is_encapsulated
        Whether its pixels are fragments (PS3.5 A.4); None where unknown.
    """

    layout: Layout
    wrapper: str = PLAIN
    is_encapsulated: bool | None = None


class Asked(NamedTuple):
    """The encoding that a caller requests; None for what it leaves open."""

    implicit_vr: bool | None = None
    little_endian: bool | None = None

    @property
    def layout(self) -> Layout | None:
        """The layout; None unless both fields are given."""
        if self.implicit_vr is None or self.little_endian is None:
            return None
        return Layout.of(self.implicit_vr, self.little_endian)

    def agrees_with(self, layout: Layout) -> bool:
        """Whether a layout has all that is requested."""
        return self.implicit_vr in (None, layout.implicit) and self.little_endian in (None, layout.little_endian)


NOTHING = Asked()


def target_of(data_set: Any, codec: Codec, asked: Asked = NOTHING, *, force: bool = False) -> Target:
    """The encoding in which a data set is written.

    The data set of a file keeps the layout in which it was read, even where its transfer syntax declared another,
    until its transfer syntax is changed.

    Parameters
    ----------
    data_set
        The data set.
    codec
        The codec, for its transfer syntaxes.
    asked
        The requested encoding.
    force
        Whether the request goes before the transfer syntax of the file meta information.

    Raises
    ------
    ValueError
        When no encoding is known, when the request contradicts the transfer syntax, and when the UID is no transfer
        syntax.
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
    """The transfer syntax of file meta information: as the reader found it, unless it was changed."""
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
    """The layout of the transfer syntax, else the requested one, else that of the data set.

    Parameters
    ----------
    data_set
        The data set.
    uid
        The transfer syntax, or None.
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
    """The layout of a transfer syntax. ValueError where the request contradicts it."""
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
    """The layout of a transfer syntax; None for an unknown private one.

    Raises ValueError for any other UID that is not private.
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
    """Whether file meta information was read from the file of a record."""
    return meta is not None and type(meta._source) is DataSetAsRead and meta._source.rows is record.meta


def record_of(data_set: Dataset) -> Record | None:
    """The record of the file that a data set was read from; None without file."""
    source = data_set._source
    return source.record if isinstance(source, DataSetAsRead) else None
