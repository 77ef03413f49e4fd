"""Recovery rules of a level of fragments (PS3.5 A.4)."""

from __future__ import annotations

from dicomconstruct.grammar.combinators import Frame
from dicomconstruct.grammar.layouts import VALUE, Body, Reason
from dicomconstruct.grammar.primitives import ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER
from dicomconstruct.grammar.recovery.rule import AGAIN, OddPlace, RecoveryRule
from dicomconstruct.grammar.vrs import HeaderForm

FOLLOWING = (ITEM, SEQUENCE_DELIMITER)


class FragmentsGoOnPastALength(RecoveryRule):
    """Fragments lead on to their delimiter past the item that holds them.

    Lengths of items with encapsulated icons are met that leave out the delimiter, or more (pydicom#2324).
    """

    clause = "PS3.5 7.5.1"
    odd = ("C066",)
    asked_at_the_end = True

    def applies(self, here: OddPlace) -> bool:
        stop = self._stop(here)
        return stop is not None and any(stop > one.end for one in self._cut(here))

    def read(self, here: OddPlace) -> str:
        stop = self._stop(here)
        assert stop is not None
        for inner in self._cut(here):
            inner.end = max(inner.end, stop)
        return AGAIN

    @staticmethod
    def _cut(here: OddPlace) -> list[Frame]:
        """The levels that end where the fragments' one does."""
        levels: list[Frame] = [here.frame]
        outer = here.frame.parent
        while outer is not None and outer.end <= here.frame.end:
            levels.append(outer)
            outer = outer.parent
        return levels

    def _stop(self, here: OddPlace) -> int | None:
        item = here.frame.parent
        beyond = self._cut(here)[-1].parent
        if item is None or beyond is None or item.owner is None:
            return None
        first = here.evidence.sight(here.stream, here.at, HeaderForm.IMPLICIT, here.order)
        if first is None or (first.end <= here.end and here.at < here.end):
            return None
        if here.at == here.end and self._belongs_to_the_sequence(here, item, beyond.end):
            return None
        return here.evidence.end_of_fragments(here.stream, here.at, beyond.end, here.order)

    @staticmethod
    def _belongs_to_the_sequence(here: OddPlace, item: Frame, end: int) -> bool:
        """Whether the sequence goes on right after an item: with its delimiter, or another item."""
        sequence = item.parent
        if sequence is None or not sequence.has_length or sequence.end > here.at:
            return True
        if here.tag != ITEM:
            return False
        return here.evidence.looks_like_items(here.stream, here.at, end, here.layout, here.vr_of)


class DelimiterAmongFragments(RecoveryRule):
    """An item delimiter (DCMTK's +rd replaces it), or an item of undefined length, which a fragment never has."""

    clause = "PS3.5 A.4"
    odd = ("C063",)

    def applies(self, here: OddPlace) -> bool:
        here.form = HeaderForm.IMPLICIT
        if not here.has_room or here.seen is None:
            return False
        return here.tag == ITEM_DELIMITER or (here.tag == ITEM and here.is_undefined)

    def read(self, here: OddPlace) -> str:
        return here.stray_delimiter()


class FragmentOfAWrongLength(RecoveryRule):
    """A fragment that the end of the input cuts, or whose length is one off and eats the next tag's first byte.

    GDCM's GENESIS_SIGNA-JPEG-CorruptFrag, slides of Leica.
    """

    clause = "PS3.5 A.4"
    odd = ("D084", "D086", "D087")

    def applies(self, here: OddPlace) -> bool:
        return here.has_room and here.seen is not None and here.tag == ITEM

    def read(self, here: OddPlace) -> str:
        return here.token("fragment", Body(here.layout, VALUE, min(self._end(here), here.end)))

    @staticmethod
    def _end(here: OddPlace) -> int:
        """The declared end, or one byte off it where only there the next fragment or delimiter stands."""
        declared = here.inside + int(here.seen.fields.length)
        if declared >= here.end or here.tag_at(declared) in FOLLOWING:
            return declared
        for end in (declared - 1, declared + 1):
            if end >= here.inside and here.tag_at(end) in FOLLOWING:
                return end
        return declared


class NoFragment(RecoveryRule):
    """Bytes that are no fragment, in an encapsulated value parsed alone."""

    clause = "PS3.5 A.4"

    def applies(self, here: OddPlace) -> bool:
        return here.frame.parent is None

    def read(self, here: OddPlace) -> str:
        return here.opaque(here.end, Reason.NO_FRAGMENT)


class FragmentDelimiterMissing(RecoveryRule):
    """Fragments that end where something else stands: without a delimiter (fo-dicom#1339, pydicom#1799)."""

    clause = "PS3.5 A.4"
    odd = ("D084", "D085")
