"""Moving between data sets keeps the meaning, whether or not a value was accessed before."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from typing import Any

import pytest
from bytes_of import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, explicit, item, part10, sequence

from dicomconstruct import Dataset, dcmread, dcmwrite
from dicomconstruct.errors import UnexplainedBytes, UnexplainedBytesDropped, UnwritableValue
from dicomconstruct.sequence import Sequence

NAMES = {
    "ISO_IR 100": "Müller^Jérôme",
    "ISO_IR 192": "Müller^Jérôme",
    "ISO_IR 144": "\N{CYRILLIC CAPITAL LETTER EL}\N{CYRILLIC SMALL LETTER YU}\N{CYRILLIC SMALL LETTER KA}",
    "\\ISO 2022 IR 87": "Yamada^Tarou=山田^太郎",
    "GB18030": "Wang^XiaoDong=王^小东",
    "": "Plain^Name",
}
"""A name that each Specific Character Set holds."""
STUDIES, COMMENTS = 0x00081110, 0x00104000


def charset(terms: str, order: str = "<") -> bytes:
    raw = terms.encode("ascii")
    return explicit(0x00080005, "CS", raw + b" " * (len(raw) % 2), order=order) if terms else b""


def made(terms: str) -> Dataset:
    """A data set in some character sets that has text, a sequence of text, and one inside that."""
    inner = Dataset()
    inner.PatientName = NAMES[terms]
    outer = Dataset()
    outer.PatientName = NAMES[terms]
    outer.PatientComments = NAMES[terms]
    outer.ReferencedPatientSequence = [inner]
    data_set = Dataset()
    if terms:
        data_set.SpecificCharacterSet = terms.split("\\") if "\\" in terms else terms
    data_set.PatientName = [NAMES[terms]]
    data_set.ReferencedStudySequence = [outer]
    return data_set


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def read(terms: str, uid: str = EXPLICIT_LE) -> Dataset:
    data_set = made(terms)
    data_set.ensure_file_meta()
    data_set.file_meta.TransferSyntaxUID = uid
    return dcmread(io.BytesIO(written(data_set)))


def look(data_set: Dataset) -> None:
    assert [element.value for element in data_set.iterall()]


# Ways of putting what stands in one data set into another one


def appended(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = []
    target.ReferencedStudySequence.append(source.ReferencedStudySequence[0])


def inserted(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = [Dataset()]
    target.ReferencedStudySequence.insert(0, source.ReferencedStudySequence[0])


def put_in_place(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = [Dataset()]
    target.ReferencedStudySequence[0] = source.ReferencedStudySequence[0]


def extended(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = []
    target.ReferencedStudySequence += source.ReferencedStudySequence


def assigned(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = source.ReferencedStudySequence


def assigned_slice(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = source.ReferencedStudySequence[:]


def assigned_copy(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = copy.copy(source.ReferencedStudySequence)


def assigned_list(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = Sequence(list(source.ReferencedStudySequence))


def assigned_deep_copy(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = copy.deepcopy(source["ReferencedStudySequence"]).value


def set_as_element(target: Dataset, source: Dataset) -> None:
    target[STUDIES] = source[STUDIES]


def added(target: Dataset, source: Dataset) -> None:
    target.add(source[STUDIES])


def added_copy(target: Dataset, source: Dataset) -> None:
    target.add(copy.copy(source[STUDIES]))


def set_as_raw_element(target: Dataset, source: Dataset) -> None:
    target[STUDIES] = source.get_item(STUDIES)


def updated_by_mapping(target: Dataset, source: Dataset) -> None:
    target.update({STUDIES: source[STUDIES]})


def updated_by_slice(target: Dataset, source: Dataset) -> None:
    target.update(source[STUDIES : STUDIES + 1])


def set_by_default(target: Dataset, source: Dataset) -> None:
    del target[STUDIES]
    target.setdefault(STUDIES, source[STUDIES])


def inside_another_item(target: Dataset, source: Dataset) -> None:
    target.ReferencedStudySequence = [copy.copy(source.ReferencedStudySequence[0])]


WAYS: list[Callable[[Dataset, Dataset], None]] = [
    appended,
    inserted,
    put_in_place,
    extended,
    assigned,
    assigned_slice,
    assigned_copy,
    assigned_list,
    assigned_deep_copy,
    set_as_element,
    added,
    added_copy,
    set_as_raw_element,
    updated_by_mapping,
    updated_by_slice,
    set_by_default,
    inside_another_item,
]


def check_studies(data_set: Dataset, name: str) -> None:
    study = data_set.ReferencedStudySequence[0]
    assert study.PatientName == name
    assert study.PatientComments == name
    assert study.ReferencedPatientSequence[0].PatientName == name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("fresh", [False, True], ids=["into one that was read", "into a new one"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ISO_IR 100", "ISO_IR 192"),
        ("ISO_IR 192", "ISO_IR 100"),
        ("ISO_IR 144", "ISO_IR 192"),
        ("\\ISO 2022 IR 87", "ISO_IR 192"),
        ("GB18030", "ISO_IR 192"),
        ("ISO_IR 192", "ISO_IR 192"),
        ("", "ISO_IR 192"),
    ],
)
def test_text_is_written_in_the_character_sets_of_its_place(
    way: Callable[[Dataset, Dataset], None], looked: bool, fresh: bool, before: str, after: str
) -> None:
    source, target = read(before), made(after) if fresh else read(after)
    if looked:
        look(source)
    way(target, source)
    data = written(target, **({"implicit_vr": False, "little_endian": True} if fresh else {}))
    again = dcmread(io.BytesIO(data), force=True)
    assert again.SpecificCharacterSet == after
    check_studies(again, NAMES[before])
    check_studies(source, NAMES[before])
    assert written(source) == written(read(before))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("after", ["ISO_IR 100", ""])
def test_text_that_its_place_does_not_hold_is_refused_by_name(
    way: Callable[[Dataset, Dataset], None], looked: bool, after: str
) -> None:
    source, target = read("ISO_IR 144"), read(after)
    if looked:
        look(source)
    way(target, source)
    with pytest.raises(UnwritableValue, match="character outside the character sets") as raised:
        written(target)
    assert raised.value.path in (
        "(0008,1110)[0].(0008,1120)[0].(0010,0010)",
        "(0008,1110)[0].(0010,0010)",
        "(0008,1110)[0].(0010,4000)",
    )
    target.ReferencedStudySequence[0].SpecificCharacterSet = "ISO_IR 144"
    check_studies(dcmread(io.BytesIO(written(target))), NAMES["ISO_IR 144"])


@pytest.mark.parametrize("looked", [False, True])
def test_an_item_that_says_its_own_character_sets_keeps_its_bytes(looked: bool) -> None:
    own = item(charset("ISO_IR 144"), explicit(COMMENTS, "LT", NAMES["ISO_IR 144"].encode("iso8859_5")))
    source = dcmread(part10(charset("ISO_IR 100"), sequence(STUDIES, own)))
    if looked:
        look(source)
    target = read("ISO_IR 192")
    appended(target, source)
    assert own in written(target)


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("before", NAMES)
def test_a_single_element_is_written_in_the_character_sets_of_its_place(
    before: str, looked: bool, raw: bool
) -> None:
    source, target = read(before), read("ISO_IR 192")
    if looked:
        look(source)
    target[0x00100010] = source.get_item(0x00100010) if raw else source[0x00100010]
    if looked:
        assert target.PatientName == NAMES[before]
    assert dcmread(io.BytesIO(written(target))).PatientName == NAMES[before]


@pytest.mark.parametrize("looked", [False, True])
def test_undeclared_text_moves_as_it_is_shown_and_bytes_without_meaning_as_they_are(looked: bool) -> None:
    """What no Specific Character Set declares is shown as Latin-1; no UTF-8 has the byte FF."""
    source = dcmread(part10(sequence(STUDIES, item(explicit(COMMENTS, "LT", b"Z\xfcrich")))))
    broken = dcmread(part10(charset("ISO_IR 192"), explicit(COMMENTS, "LT", b"a\xffbc")))
    if looked:
        with pytest.warns(UserWarning, match="Latin-1"):
            look(source)
        with pytest.warns(UserWarning, match="Failed to decode"):
            look(broken)
    target = made("ISO_IR 100")
    appended(target, source)
    target[COMMENTS] = broken[COMMENTS]
    data = written(target, implicit_vr=False, little_endian=True)
    assert explicit(COMMENTS, "LT", b"Z\xfcrich") in data
    assert explicit(COMMENTS, "LT", b"a\xffbc") in data


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("uid", [EXPLICIT_BE, IMPLICIT_LE, EXPLICIT_LE])
def test_numbers_are_written_in_the_byte_order_of_their_place(uid: str, looked: bool) -> None:
    first = Dataset()
    first.Rows = 258
    first.file_meta = read("").file_meta
    first.file_meta.TransferSyntaxUID = uid
    first.ReferencedStudySequence = [Dataset()]
    first.ReferencedStudySequence[0].Rows = 258
    source = dcmread(io.BytesIO(written(first)))
    if looked:
        look(source)
    for target_uid in (EXPLICIT_LE, EXPLICIT_BE, IMPLICIT_LE):
        for raw in (False, True):
            target = read("ISO_IR 192", target_uid)
            target[0x00280010] = source.get_item(0x00280010) if raw else source[0x00280010]
            target[STUDIES] = source.get_item(STUDIES) if raw else source[STUDIES]
            again = dcmread(io.BytesIO(written(target)))
            assert (again.Rows, again.ReferencedStudySequence[0].Rows) == (258, 258)


def test_one_item_in_two_places_is_written_for_each() -> None:
    """The places have character sets of their own."""
    shared = read("ISO_IR 100").ReferencedStudySequence[0]
    target = Dataset()
    for terms in ("ISO_IR 192", "ISO_IR 100"):
        place = Dataset()
        place.SpecificCharacterSet = terms
        place.ReferencedStudySequence = [shared]
        target.ReferencedImageSequence = [*target.get("ReferencedImageSequence", []), place]
    again = dcmread(io.BytesIO(written(target, implicit_vr=False, little_endian=True)), force=True)
    for place in again.ReferencedImageSequence:
        check_studies(place, NAMES["ISO_IR 100"])


# Parts, which do not say what the whole said


@pytest.mark.parametrize("looked", [False, True])
def test_a_part_without_the_character_sets_of_the_whole_holds_the_default_repertoire(looked: bool) -> None:
    whole = read("ISO_IR 192")
    if looked:
        look(whole)
    for part in (whole[0x00100000:], whole.group_dataset(0x0010), whole.ReferencedStudySequence[0]):
        with pytest.raises(UnwritableValue, match="the default repertoire"):
            written(part, implicit_vr=False, little_endian=True)
        part.SpecificCharacterSet = "ISO_IR 100"
        again = dcmread(io.BytesIO(written(part, implicit_vr=False, little_endian=True)), force=True)
        assert again.PatientName == NAMES["ISO_IR 192"]
        del part.SpecificCharacterSet
    with_it = whole[:0x00110000]
    assert written(with_it, implicit_vr=False, little_endian=True) == written(whole)[-len(written(with_it)) :]


# Copies


@pytest.mark.parametrize("shallow", [copy.copy, Dataset.copy])
@pytest.mark.parametrize("looked", [False, True])
def test_a_shallow_copy_shares_the_elements(shallow: Callable[[Dataset], Dataset], looked: bool) -> None:
    data_set = read("ISO_IR 192")
    if looked:
        look(data_set)
    copied = shallow(data_set)
    copied.PatientName = "Assigned^Here"
    assert data_set.PatientName == "Assigned^Here"
    data_set.ReferencedStudySequence[0].PatientComments = "there"
    data_set.ReferencedStudySequence.append(Dataset())
    assert copied.ReferencedStudySequence[0].PatientComments == "there"
    assert len(copied.ReferencedStudySequence) == 2
    copied.PatientID = "only here"
    del copied.PatientName
    assert "PatientID" not in data_set
    assert "PatientName" in data_set
    again = dcmread(io.BytesIO(written(copied)))
    assert (again.get("PatientName"), again.PatientID) == (None, "only here")
    assert dcmread(io.BytesIO(written(data_set))).PatientName == "Assigned^Here"


@pytest.mark.parametrize(
    "detached",
    [copy.deepcopy, lambda one: one[:], lambda one: one.group_dataset(0x0008)],
    ids=["deep", "[:]", "group"],
)
@pytest.mark.parametrize("looked", [False, True])
def test_deep_copies_and_parts_share_nothing(detached: Callable[[Dataset], Dataset], looked: bool) -> None:
    data_set = read("ISO_IR 192")
    if looked:
        look(data_set)
    data = written(data_set)
    part = detached(data_set)
    part.SpecificCharacterSet = "ISO_IR 100"
    part.ReferencedStudySequence[0].PatientName = "Assigned^Here"
    part.ReferencedStudySequence.append(Dataset())
    part.PatientID = "only here"
    assert written(data_set) == data


@pytest.mark.parametrize("looked", [False, True])
def test_a_copied_element_shares_its_value(looked: bool) -> None:
    data_set = read("ISO_IR 192")
    if looked:
        look(data_set)
    copied = copy.copy(data_set[STUDIES])
    assert copied.value is data_set[STUDIES].value


def test_a_copied_sequence_has_a_list_of_its_own() -> None:
    data_set = read("ISO_IR 192")
    copied = copy.copy(data_set.ReferencedStudySequence)
    copied.append(Dataset())
    assert (len(copied), len(data_set.ReferencedStudySequence)) == (2, 1)
    assert copied[0] is data_set.ReferencedStudySequence[0]


# A VR that was assigned


@pytest.mark.parametrize("looked", [False, True])
def test_a_vr_that_is_assigned_is_written(looked: bool) -> None:
    data_set = dcmread(part10(explicit(0x00100020, "LO", b"4711"), explicit(0x00280010, "US", b"\1\2")))
    if looked:
        look(data_set)
    data_set[0x00100020].VR = "SH"
    assert written(data_set) == part10(explicit(0x00100020, "SH", b"4711"), explicit(0x00280010, "US", b"\1\2"))


@pytest.mark.parametrize("looked", [False, True])
def test_a_sequence_of_text_does_not_move_without_it(looked: bool) -> None:
    source = dcmread(part10(sequence(STUDIES, b"text where items should be")))
    if looked:
        look(source)
    target = Dataset()
    target[STUDIES] = source[STUDIES]
    with pytest.raises(UnexplainedBytes, match=r"26 bytes .* in \(0008,1110\)"):
        written(target, implicit_vr=False, little_endian=True)
    with pytest.warns(UnexplainedBytesDropped, match="26 bytes"):
        data = written(target, implicit_vr=False, little_endian=True, drop_unexplained=True)
    assert data == sequence(STUDIES)
