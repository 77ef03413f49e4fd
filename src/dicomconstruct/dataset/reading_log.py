"""What is logged of a file that is read: where its parts stand and, while debugging, each of its elements."""

from __future__ import annotations

from typing import Any

from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, SHAPE, Row
from dicomconstruct.config import logger, options
from dicomconstruct.dataset.stored import Stored, wire_length, wire_vr
from dicomconstruct.engines import Record
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH

SHOWN_BYTES = 20
HEADER_WIDTH = 39
"""Characters of a header's bytes before what they mean."""


def log_file(source: Any, record: Record, meta: Stored, outermost: Stored) -> None:
    """Log what was read of a file, a line for each part.

    Parameters
    ----------
    source
        What it was read from.
    record
        What surrounds its data set.
    meta, outermost
        Its file meta group and its data set, whose elements are logged where `config.debug` asked for it.
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


def log_elements(stored: Stored) -> None:
    """Log the headers and values of a data set's elements, those inside sequences not included."""
    for row in stored.rows:
        if row[KEY] is None:
            continue
        start, size = row[OFFSET], row[SHAPE].size
        length = wire_length(row)
        words = "Undefined Length" if length == UNDEFINED_LENGTH else f"Length: {length}"
        header = at(start, stored.store.stretch(start, start + size))
        logger.debug("%s%s %s %s", header.ljust(HEADER_WIDTH + 10), row[KEY], wire_vr(row) or "--", words)
        if is_leaf(row):
            logger.debug("%s", at(start + size, stored.raw(row)))


def is_leaf(row: Row) -> bool:
    """Whether a row encloses no others."""
    return len(row) <= CHILDREN


def at(offset: int, data: bytes) -> str:
    """Bytes in hexadecimal digits after the place where they stand; of many the first ones."""
    return f"{offset:08x}: {data[:SHOWN_BYTES].hex(' ')}{' ...' if len(data) > SHOWN_BYTES else ''}"
