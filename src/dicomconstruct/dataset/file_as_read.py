"""What a data set by itself was read from, and the outermost one of a file, as far as it was wanted."""

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
    """A data set by itself of which a choice was read.

    Parameters
    ----------
    origin
        As for `DataSetAsRead`.
    chosen
        Its rows, and those that tell what they mean.
    choice
        What was wanted of it.
    """

    __slots__ = ("_chosen", "choice")

    def __init__(self, context: ReadingContext, chosen: Chosen | None, choice: Choice = EVERYTHING) -> None:
        super().__init__(context, None if chosen is None else chosen.rows)
        self._chosen = chosen
        self.choice = choice

    @property
    def chosen(self) -> Chosen:
        """What was chosen of the data set."""
        assert self._chosen is not None
        return self._chosen

    @property
    def left_out(self) -> list[Row]:
        return self.chosen.left_out


class FileAsRead(PartAsRead):
    """The outermost data set of a file; what a file has of it may be scanned when it is first looked into.

    Parameters
    ----------
    origin
        As for `DataSetAsRead`.
    chosen
        Its rows, and those that tell what they mean; None until it is looked into.
    record
        What surrounds it.
    later
        Where it stands, as long as it has not been scanned.
    choice
        What is wanted of `later`.
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
        """That of the bytes of a file; parameters as for `ReadingContext` and above."""
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
        """What was chosen of the data set, which is scanned now if it was not before."""
        chosen = self._chosen
        if chosen is None:
            assert self.later is not None
            chosen = self._chosen = self.choice.of(self.codec.compiled.compiled.read_later(self.later))
        return chosen

    def _read_rows(self) -> list[Row]:
        return self.chosen.rows

    @property
    def has_whole_file(self) -> bool:
        """Whether its store has the whole file, bytes that were left to be read later among them."""
        return self.record is not None and self.record.wrapper == PLAIN and self.choice.is_everything
