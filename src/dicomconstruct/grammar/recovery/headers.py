"""Recovery rules of element headers: the form of the header here."""

from __future__ import annotations

from dicomconstruct.grammar.evidence import is_lettered
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.recovery.rule import NEXT, OddPlace, RecoveryRule
from dicomconstruct.grammar.vrs import LONG, SHORT, HeaderForm

IMPLICIT = HeaderForm.IMPLICIT


class _FormRule(RecoveryRule):
    """A rule that finds the form of a header; the rules of values find its content."""

    clause = "PS3.5 7.1.2"

    def applies(self, here: OddPlace) -> bool:
        return here.form is None and self.form(here) is not None

    def read(self, here: OddPlace) -> str:
        here.form = self.form(here)
        return NEXT

    def form(self, here: OddPlace) -> HeaderForm | None:
        """The form of the header, or None."""
        raise NotImplementedError


class HeaderInOrder(_FormRule):
    """The header is as the page has it, and its content is not.

    A value under UN that may be items, a sequence of undefined length that begins with no item.
    """

    def form(self, here: OddPlace) -> HeaderForm | None:
        if here.layout.implicit or here.known_form is None:
            return None
        seen = here.evidence.sight(here.stream, here.at, here.known_form, here.order)
        if seen is None or any(getattr(seen.fields, "reserved", b"")):
            return None
        fits = seen.end <= here.end or (here.known_form is LONG and seen.undefined)
        return here.known_form if fits else None


def first_that_fits(here: OddPlace, *forms: HeaderForm) -> HeaderForm | None:
    """The first form in which a header fits here: its value in the level, and the level goes on after it."""
    for form in forms:
        if here.evidence.fits(here.stream, here.at, here.end, here.layout, form, here.vr_of):
            return form
    return None


class HeaderOfAnotherForm(_FormRule):
    """A known VR with a header of another form, no VR at all, or bytes that should be reserved.

    OB, SV, UV and OV with a length of 16 bits (fo-dicom#1386, dicom-rs#744), UN too (GDCM 1.2.0); reserved bytes
    that are not zero (GDCM's JDDICOM_Sample2).
    """

    odd = ("B024", "B028", "B029", "B056")

    def form(self, here: OddPlace) -> HeaderForm | None:
        if here.layout.implicit or here.known_form is None:
            return None
        if here.known_form is SHORT:
            return first_that_fits(here, SHORT, IMPLICIT)
        return first_that_fits(here, LONG, SHORT, IMPLICIT)


class UnknownVR(_FormRule):
    """Two letters that are no VR: one of a later edition with 32 bits (PS3.5 6.2), or a mistake with 16.

    RT in Siemens Sensation64, UK (dcm4che#918), OX in icons of GDCM's set.
    """

    odd = ("B025", "B026")

    def form(self, here: OddPlace) -> HeaderForm | None:
        if here.layout.implicit or here.known_form is not None or not is_lettered(here.vr_field):
            return None
        return first_that_fits(here, LONG, SHORT, IMPLICIT)


class NoVR(_FormRule):
    """An element without VR in a data set with VRs, or a VR of zeros, spaces or small letters.

    Public elements with VR and private ones without in one file (GDCM's ExplicitVRforPublicElementsImplicitVR...).
    """

    odd = ("B027", "B056", "A015")

    def form(self, here: OddPlace) -> HeaderForm | None:
        if here.layout.implicit or here.known_form is not None or is_lettered(here.vr_field):
            return None
        return first_that_fits(here, IMPLICIT, LONG, SHORT)


class ValueRunsOut(_FormRule):
    """A known VR whose value ends nowhere sensible.

    The file was cut (pydicom's rtplan_truncated and MR_truncated, GDCM's IncompletePixelData files), or the length
    is wrong, by up to 2 GB (CVE-2026-3650).
    """

    odd = ("B037", "B038", "B039")

    def form(self, here: OddPlace) -> HeaderForm | None:
        return None if here.layout.implicit else here.known_form


class HeaderWithVR(_FormRule):
    """An element with VR in a data set without VRs.

    The transfer syntax is wrong (pydicom#820), or only some of the elements have VRs (fo-dicom#47).
    """

    clause = "PS3.5 7.1.3"
    odd = ("A016", "B056")

    def form(self, here: OddPlace) -> HeaderForm | None:
        if not here.layout.implicit or here.known_form is None:
            return None
        if first_that_fits(here, IMPLICIT):
            return None
        explicit = Layout(False, here.order)
        fits = here.evidence.fits(
            here.stream, here.at, here.end, explicit, here.known_form, here.vr_of, mixed_with=here.layout
        )
        return here.known_form if fits else None


class HeaderWithoutVR(_FormRule):
    """A header without VR that makes sense, and its content is not as the page has it.

    A value that may be items, of a private element or of one whose length is wrong.
    """

    clause = "PS3.5 7.1.3"

    def form(self, here: OddPlace) -> HeaderForm | None:
        if not here.layout.implicit:
            return None
        seen = here.evidence.believable(here.stream, here.at, here.end, here.layout, here.vr_of)
        return None if seen is None else IMPLICIT


class TagTheDictionaryLacks(_FormRule):
    """A header without VR whose tag the dictionary lacks, or whose value runs out, read as an element.

    It is one where the level goes on after it; one that runs past the level is cut short if the dictionary knows it
    or an element of its private group came before. Groups 0001, 0003, 0005 and 0007 are met (GDCM's
    US-IRAD-NoPreambleStartWith0003, pydicom#92), and private elements without a creator (fo-dicom#1146).
    """

    clause = "PS3.5 7.1.3"
    odd = ("B037", "B051", "B052")

    def form(self, here: OddPlace) -> HeaderForm | None:
        tag = here.tag
        if not here.layout.implicit or tag is None:
            return None
        is_known = here.vr_of is None or here.vr_of(tag) is not None
        if is_known or here.evidence.fits(here.stream, here.at, here.end, here.layout, IMPLICIT):
            return IMPLICIT
        previous = here.frame.previous
        in_its_group = previous is not None and previous["kind"] == "element" and previous.header.group == tag[0]
        return IMPLICIT if tag[0] % 2 and in_its_group else None
