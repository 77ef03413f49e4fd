"""Sequences of items that were read, some changed, some removed (PS3.5 7.5)."""

from __future__ import annotations

from collections.abc import Mapping

from dicomconstruct.compiler.runtime import CHILDREN, OFFSET, Row, end_of
from dicomconstruct.dataset.as_read import DataSetAsRead, is_data_set
from dicomconstruct.dataset.cut_short import RowEnd, ended, is_ended
from dicomconstruct.dataset.unexplained import stretch_of
from dicomconstruct.errors import Unexplained
from dicomconstruct.tree.headers import relengthened
from dicomconstruct.tree.levels import LevelWriter, gathered, size_of


def sequence_of(
    row: Row,
    source: DataSetAsRead,
    made: Mapping[int, list[bytes] | None],
    unexplained: list[Unexplained],
    *,
    is_followed: bool,
) -> list[bytes]:
    """The bytes of a sequence.

    Parameters
    ----------
    row, source
        The row of the sequence, and the data set that it stands in.
    made
        Of the items that are written, by where they were read: what was made of their content; None for one that
        stays as it was read.
    unexplained
        Gets what is left out, as for `ended`.
    is_followed
        Whether an element that was not read there is written after the sequence.
    """
    store, layout = source.store, source.layout_inside(row)
    kept = [one for one in source.inside(row) if not is_data_set(one) or one[OFFSET] in made]
    sequence = RowEnd(row, source.layout, kept)
    last, odd = (sequence.last, sequence.unexplained) if is_followed else (None, None)
    level = LevelWriter(store, None)
    for one in kept:
        content, size = made.get(one[OFFSET]), end_of(one) - one[OFFSET]
        if one is odd:
            level.drop(None, size)
            unexplained.append(stretch_of(source, one))
        elif content is not None:
            if one is last:
                content = content + RowEnd(one, layout, one[CHILDREN] or []).delimiter()
            header = relengthened(one, store, layout.order, size_of(content), is_last=one is not last)
            level.replace(None, size, [header, *content])
        elif one is last and not is_ended(one, source, row):
            level.replace(None, size, ended(one, source, unexplained, row))
        else:
            level.keep(None, one[OFFSET], end_of(one))
    pieces = level.pieces()
    if is_followed:
        pieces += sequence.delimiter()
    header = relengthened(row, store, source.layout.order, size_of(pieces), is_last=not is_followed)
    return gathered([header, *pieces])
