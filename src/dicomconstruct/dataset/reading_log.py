"""Log of a file that is read: the offsets of its parts and, while debugging, each of its elements."""

from __future__ import annotations

from typing import Any

from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.config import logger, options
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.engines import Record
from dicomconstruct.grammar.headers import TAG_SIZE
from dicomconstruct.grammar.layouts import FRAGMENTS
from dicomconstruct.grammar.primitives import ITEM, UNDEFINED_LENGTH
from dicomconstruct.tag import Tag
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.rows import wire_length, wire_vr

SHOWN_BYTES = 20
HEADER_WIDTH = 39
"""Width in characters of the bytes of a header."""


def log_file(source: Any, record: Record, meta: DataSetAsRead, outermost: DataSetAsRead) -> None:
    """Log the parts of a file, one line each.

    Parameters
    ----------
    source
        The path or file-like object.
    record
        The parts of the file around its data set.
    meta, outermost
        Its file meta group and its data set; their elements are logged under `config.debug`.
    """
    debugging = options().debugging
    if debugging:
        logger.debug("Call to dcmread()")
        logger.debug("source: %s", source)
    logger.debug("Reading File Meta Information preamble...")
    if debugging:
        logger.debug("%s", at(len(record.leading), record.preamble))
    logger.debug("Reading File Meta Information prefix...")
    if record.prefix:
        place = len(record.leading) + len(record.preamble)
        logger.debug("%08x: %r prefix found", place, record.prefix.decode("ascii"))
    if debugging:
        log_elements(meta)
        log_elements(outermost)


def log_elements(stored: DataSetAsRead) -> None:
    """Log headers and values of the elements of a data set, and the begin and end of items."""
    for row in stored.rows:
        if row[KEY] is None:
            continue
        start, size = row[OFFSET], row[SHAPE].size
        length = wire_length(row)
        is_undefined = length == UNDEFINED_LENGTH
        words = f"Undefined length ({length:X})" if is_undefined else f"Length: {length}"
        header = at(start, stored.store.stretch(start, start + size))
        logger.debug("%s%s %s %s", header.ljust(HEADER_WIDTH + 10), row[KEY], wire_vr(row) or "--", words)
        if is_undefined:
            log_undefined(stored, row)
        elif is_leaf(row):
            logger.debug("%s", at(start + size, stored.raw(row)))


def log_undefined(stored: DataSetAsRead, row: Row) -> None:
    """Log the items of an element of undefined length (PS3.5 7.5, A.4)."""
    place = row[OFFSET] + row[SHAPE].size
    logger.debug("%08X: Reading undefined length data element", place)
    if row[SHAPE].body.content == FRAGMENTS:
        return
    logger.debug("%08X: Reading/parsing undefined length sequence", place)
    if is_leaf(row):
        logger.warning("Expected sequence item with tag %s at file position 0x%X", Tag(ITEM), place + TAG_SIZE)
        return
    for inside in row[CHILDREN] or ():
        offset, header = inside[OFFSET], inside[SHAPE].header(stored.store.data, inside[OFFSET])
        after_tag = offset + TAG_SIZE
        if inside[SHAPE].token == TokenKind.ITEM:
            data = stored.store.stretch(offset, offset + inside[SHAPE].size)
            logger.debug("%08x: %s  Found Item tag (start of item)", after_tag, data.hex(" "))
            logger.debug("%08x: Finished sequence item", end_of(inside))
        elif inside[SHAPE].token == TokenKind.SEQUENCE_DELIMITER and header["length"]:
            logger.warning(
                "Expected 0x00000000 after delimiter, found 0x%x, at position 0x%X", header["length"], after_tag
            )


def is_leaf(row: Row) -> bool:
    """Whether a row encloses no others."""
    return len(row) <= CHILDREN


def at(offset: int, data: bytes) -> str:
    """Offset and bytes in hexadecimal digits; at most `SHOWN_BYTES` of them."""
    return f"{offset:08x}: {data[:SHOWN_BYTES].hex(' ')}{' ...' if len(data) > SHOWN_BYTES else ''}"
