"""Data sets as read of which a choice of elements was read: by themselves, and outermost ones of files."""

from __future__ import annotations

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import Lazy, Reading, Row, UnreadLevel
from dicomconstruct.dataelem.hooks import ConversionPolicy
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.partial_reading import EVERYTHING, Choice, Chosen
from dicomconstruct.tree.store import Store


class PartAsRead(DataSetAsRead):
    """A data set of which a choice of elements was read.

    Parameters
    ----------
    context
        As for `DataSetAsRead`.
    chosen
        The chosen rows, and the rows that determine their meaning.
    choice
        The choice of elements.
    """

    __slots__ = ("_chosen", "choice")

    def __init__(self, context: ReadingContext, chosen: Chosen | None, choice: Choice = EVERYTHING) -> None:
        super().__init__(context, None if chosen is None else chosen.rows)
        self._chosen = chosen
        self.choice = choice

    @property
    def chosen(self) -> Chosen:
        """The chosen rows."""
        assert self._chosen is not None
        return self._chosen

    @property
    def left_out(self) -> list[Row]:
        return self.chosen.left_out


class FileAsRead(PartAsRead):
    """The outermost data set of a file; it may be scanned on first access.

    Parameters
    ----------
    context
        As for `DataSetAsRead`.
    chosen
        The chosen rows, and the rows that determine their meaning; None until the first access.
    record
        The parts of the file around the data set.
    later
        The data set before it is scanned.
    choice
        The choice of elements.
    """

    __slots__ = ("later", "record")

    def __init__(
        self,
        context: ReadingContext,
        chosen: Chosen | None,
        record: Record,
        later: UnreadLevel | None = None,
        choice: Choice = EVERYTHING,
    ) -> None:
        super().__init__(context, chosen, choice)
        self.record = record
        self.later = later

    @classmethod
    def of(
        cls, data: bytes, codec: Codec, choice: Choice = EVERYTHING, policy: ConversionPolicy | None = None
    ) -> FileAsRead:
        """The data set of the bytes of a file; parameters as for `ReadingContext` and above."""
        reading = Reading(data, codec.bound)
        record = Record(*codec.compiled.compiled.read_from(reading, len(data), Lazy.LATER))
        held = record.data_set[1]
        if type(held) is UnreadLevel:
            made = cls(
                ReadingContext(codec, Store(data), record.layout, policy=policy, reading=reading),
                None,
                record,
                held,
                choice,
            )
            if choice.stops is not None:
                made._rows = made.chosen.rows
            return made
        if record.wrapper == PLAIN:
            context = ReadingContext(codec, Store(data), record.layout, policy=policy, reading=reading)
            return cls(context, choice.of(held), record, None, choice)
        store = Store(held.inside)
        context = ReadingContext(codec, store, record.layout, policy=policy, reading=reading.inside(store.data))
        rows = codec.compiled.compiled.read_later(held.content)
        return cls(context, choice.of(rows)._replace(stopped=None), record, None, choice)

    @property
    def chosen(self) -> Chosen:
        """The chosen rows; scans the data set on first access."""
        chosen = self._chosen
        if chosen is None:
            assert self.later is not None
            chosen = self._chosen = self.choice.of(self.codec.compiled.compiled.read_later(self.later))
        return chosen

    def _read_rows(self) -> list[Row]:
        return self.chosen.rows

    @property
    def has_whole_file(self) -> bool:
        """Whether its store covers the whole file, deferred bytes included."""
        return self.record is not None and self.record.wrapper == PLAIN and self.choice.is_everything
