"""Recovery rules of an element's content: a value, items, fragments, or bytes without explanation."""

from __future__ import annotations

from typing import Any

from dicomconstruct.grammar.layouts import OPAQUE, VALUE, Body, Layout, Reason
from dicomconstruct.grammar.primitives import ITEM_DELIMITER, PIXEL_DATA, SEQUENCE_DELIMITER
from dicomconstruct.grammar.recovery.rule import OddPlace, RecoveryRule
from dicomconstruct.grammar.vrs import UNKNOWN, HeaderForm


def layout_inside(here: OddPlace) -> Layout:
    """The layout of the items or fragments in the value: without VRs under UN (PS3.5 6.2.2)."""
    return Layout(here.layout.implicit or here.vr == UNKNOWN, here.begins_in or here.order)


class _OfUndefinedLength(RecoveryRule):
    """A rule of elements of undefined length; they hold items, unless a subclass overrides `read`."""

    clause = "PS3.5 7.5.2"

    def applies(self, here: OddPlace) -> bool:
        return here.is_undefined and self.fits(here)

    def fits(self, here: OddPlace) -> bool:
        """Whether the element is of the rule's kind."""
        raise NotImplementedError

    def read(self, here: OddPlace) -> str:
        return here.items(layout_inside(here))


class EmptySequenceEndsWithAnItemDelimiter(_OfUndefinedLength):
    """A sequence of undefined length without items, closed by the wrong delimiter (DCMTK's +rd)."""

    odd = ("C063",)

    def fits(self, here: OddPlace) -> bool:
        if here.begins_in is not None or not here.holds_items(here.vr):
            return False
        return here.tag_at(here.inside) == ITEM_DELIMITER

    def read(self, here: OddPlace) -> str:
        return here.items(here.layout)


class UndefinedLengthWithoutItems(_OfUndefinedLength):
    """An undefined length before what is no item, such as pixels (GDCM's PET-GE-dicomwrite-PixelDataSQUN)."""

    odd = ("D085",)

    def fits(self, here: OddPlace) -> bool:
        return here.begins_in is None

    def read(self, here: OddPlace) -> str:
        end = here.evidence.next_header(here.stream, here.inside, here.end, here.layout)
        return here.token("element", Body(here.layout, OPAQUE, end, Reason.UNDEFINED_WITHOUT_ITEMS))


class UndefinedLengthNestedTooDeep(_OfUndefinedLength):
    """Sequences within sequences beyond the limit: hostile files, which crash recursive readers."""

    odd = ("C082",)

    def fits(self, here: OddPlace) -> bool:
        return here.is_too_deep

    def read(self, here: OddPlace) -> str:
        return here.token("element", Body(layout_inside(here), OPAQUE, here.end, Reason.TOO_DEEP))


class SequenceOfUndefinedLength(_OfUndefinedLength):
    """A sequence whose items are in the other byte order (PHILIPS_Intera), or whose header was odd."""

    odd = ("C076",)

    def fits(self, here: OddPlace) -> bool:
        return here.holds_items(here.vr)


class EncapsulatedUnderAnotherVR(_OfUndefinedLength):
    """Encapsulated pixels whose VR is UN or none (MAROTECH_CT_JP2Lossy, many of LEADTOOLS)."""

    clause = "PS3.5 A.4"
    odd = ("D090",)

    def fits(self, here: OddPlace) -> bool:
        return here.tag == PIXEL_DATA

    def read(self, here: OddPlace) -> str:
        return here.fragments(layout_inside(here))


class ItemsUnderAnotherVR(_OfUndefinedLength):
    """Items under any VR: a private sequence that the dictionary lacks, UN (CP-246), OB or OW (DCMTK +oi, +vi)."""

    clause = "PS3.5 6.2.2"
    odd = ("B041", "C070", "C071", "C074", "C075")

    def fits(self, here: OddPlace) -> bool:
        return here.evidence.looks_like_items(here.stream, here.inside, here.end, layout_inside(here), here.vr_of)


class ItemsThatNothingNames(_OfUndefinedLength):
    """Items of unknown elements under UN or without VR: no fragments have an undefined length or such headers."""

    clause = "PS3.5 6.2.2"
    odd = ("C067", "C070")

    def fits(self, here: OddPlace) -> bool:
        if here.vr not in (None, UNKNOWN):
            return False
        layout = layout_inside(here)
        is_empty = here.evidence.tag_at(here.stream, here.inside, layout.order) == SEQUENCE_DELIMITER
        return is_empty or here.evidence.are_no_fragments(here.stream, here.inside, here.end, layout)


class FragmentsOfAnotherElement(_OfUndefinedLength):
    """Fragments under another tag than Pixel Data: private ones (7FE1,1060), icons."""

    clause = "PS3.5 A.4"
    odd = ("D092",)

    def fits(self, here: OddPlace) -> bool:
        return here.begins_in is not None

    def read(self, here: OddPlace) -> str:
        return here.fragments(layout_inside(here))


class _MayHoldItems(RecoveryRule):
    """A rule of elements of defined length that hold items by their VR, or may.

    The VR is that of the dictionary where the header has none or UN, and then the items have no VRs (PS3.5 6.2.2).
    """

    clause = "PS3.5 6.2.2"

    @staticmethod
    def vr_inside(here: OddPlace) -> str | None:
        """The VR that tells whether the value may be items."""
        return here.dictionary_vr if here.vr == UNKNOWN else here.vr

    def applies(self, here: OddPlace) -> bool:
        """Whether the value is items, as far as its first bytes show."""
        vr = self.vr_inside(here)
        if here.holds_items(vr):
            return here.begins_in is not None or here.tag_at(here.inside) == ITEM_DELIMITER or self._odd_item(here)
        if vr is not None or here.begins_in is None or here.stop == here.inside:
            return False
        given: tuple[Any, ...] = here.stream, here.inside, here.stop, layout_inside(here), here.vr_of
        is_without_vr = here.form is HeaderForm.IMPLICIT
        return (is_without_vr and here.evidence.looks_like_items(*given)) or here.evidence.are_items(*given)

    @staticmethod
    def _odd_item(here: OddPlace) -> bool:
        """Whether an item under another tag leads to the next one, or to the end (class C077)."""
        seen = here.evidence.sight(here.stream, here.inside, HeaderForm.IMPLICIT, here.order)
        if seen is None:
            return False
        return bool(
            seen.end == here.stop or here.evidence.items_order(here.stream, seen.end, here.order) is not None
        )


class EmptySequence(_MayHoldItems):
    """A sequence without items, under UN or in an odd header (GDCM's MARCONI files with ZeroLengthSQ)."""

    odd = ("C067",)

    def applies(self, here: OddPlace) -> bool:
        return here.holds_items(self.vr_inside(here)) and here.stop == here.inside

    def read(self, here: OddPlace) -> str:
        return here.items(Layout(here.layout.implicit or here.vr == UNKNOWN, here.order), here.stop)


class ItemsNestedTooDeep(_MayHoldItems):
    """Sequences within sequences beyond the limit: hostile files, which crash recursive readers."""

    odd = ("C082",)

    def applies(self, here: OddPlace) -> bool:
        return super().applies(here) and here.is_too_deep

    def read(self, here: OddPlace) -> str:
        return here.token("element", Body(layout_inside(here), OPAQUE, here.stop, Reason.TOO_DEEP))


class ItemsOfDefinedLength(_MayHoldItems):
    """Items under UN or in an unknown private element; of a sequence, items in odd headers or the other byte order.

    PACS that take a private sequence for UN when they write explicit VR keep its items in defined lengths
    (dcmjs#492, dcm4che#159).
    """

    odd = ("C072", "C073", "C076", "C077", "C081")

    def read(self, here: OddPlace) -> str:
        return here.items(layout_inside(here), here.stop)


class PlainValue(RecoveryRule):
    """A value that might have been something else, and is not: text under SQ (fo-dicom#1982), bytes under UN."""

    clause = "PS3.5 7.1"
    odd = ("C080", "B037", "B038")

    def applies(self, here: OddPlace) -> bool:
        return here.form is not None

    def read(self, here: OddPlace) -> str:
        return here.token("element", Body(here.layout, VALUE, here.stop))
