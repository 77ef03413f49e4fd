"""A row of one's own, of each kind of value, in each encoding: all that is done with values follows it."""

from __future__ import annotations

import copy
import io
import pickle
from dataclasses import replace
from typing import Any

import pytest
from bytes_of import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, explicit, implicit, item, long, part10, short
from construct import Array, Const, Int16ul, Int32ul, PrefixedArray, Struct
from hypothesis import given, settings, strategies as st
from lab_rows import LABS, TAG, Lab

from dicomconstruct import STANDARD, VR, Dataset, check, config, dcmread, dcmwrite, dictionary as tags
from dicomconstruct.dataelem import DataElement, RawDataElement, hooks
from dicomconstruct.dictionary.additions import add_private_elements, additions_for_a_while
from dicomconstruct.errors import DicomError, GrammarError, MalformedJson, MalformedValue, UnwritableValue
from dicomconstruct.explore import dump
from dicomconstruct.fidelity.verify import verify_bytes
from dicomconstruct.grammar import SHORT, Behaviour
from dicomconstruct.grammar.kinds import numbers, text
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.testing import check_laws, elements, files, models, python_values
from dicomconstruct.values import PERSON_NAME, TEXT, MultiValue, PersonName

ENCODINGS = {"implicit": IMPLICIT_LE, "little": EXPLICIT_LE, "big": EXPLICIT_BE}
CREATOR = 0x00090010
NAME = 0x00100010
LAB = pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
UID = pytest.mark.parametrize("uid", ENCODINGS.values(), ids=ENCODINGS)


def element(lab: Lab, uid: str) -> bytes:
    """The bytes of the element with the value of a row."""
    mark = ">" if uid == EXPLICIT_BE else "<"
    value = lab.field(ByteOrder.BIG if mark == ">" else ByteOrder.LITTLE)
    if value is None:
        inner = implicit(0x00100020, b"x ") if uid == IMPLICIT_LE else explicit(0x00100020, "LO", b"x ", order=mark)
        value = item(inner, order=mark) + item(order=mark)
    if uid == IMPLICIT_LE:
        return implicit(TAG, value)
    return (short if lab.row.header is SHORT else long)(TAG, lab.row.code, value, order=mark)


def whole(lab: Lab, uid: str) -> bytes:
    """A file that has it between two elements."""
    mark = ">" if uid == EXPLICIT_BE else "<"
    around = (CREATOR, "LO", b"LAB "), (NAME, "PN", b"Doe^John")
    if uid == IMPLICIT_LE:
        creator, name = (implicit(number, value) for number, _, value in around)
    else:
        creator, name = (explicit(number, vr, value, order=mark) for number, vr, value in around)
    return part10(creator, element(lab, uid), name, uid=uid)


def read(lab: Lab, uid: str) -> Dataset:
    return dcmread(whole(lab, uid), codec=lab.codec)


def type_of(value: Any) -> type:
    """The type of a value; numbers that are read are a plain list, those assigned one that checks."""
    return list if isinstance(value, MultiValue) else type(value)


def saved(data_set: Dataset) -> bytes:
    """What is written without naming the codec."""
    target = io.BytesIO()
    data_set.save_as(target)
    return target.getvalue()


@LAB
@UID
def test_reading_and_writing(lab: Lab, uid: str) -> None:
    data = whole(lab, uid)
    check_laws(data, codec=lab.codec, edits=0)
    data_set = read(lab, uid)
    held = data_set[TAG]
    assert (held.VR, held.value) == (lab.row.code, lab.value)
    assert held.is_original
    assert saved(data_set) == data
    assert held.repval == lab.text
    line = next(one for one in str(data_set).splitlines() if one.startswith(str(TAG)))
    assert line.endswith("2 item(s) ---- " if lab.row.holds_items else f"{lab.row.code}: {lab.text}")
    assert [one.VR for one in data_set] == ["LO", lab.row.code, "PN"]


@LAB
@UID
def test_an_assigned_value_is_what_reading_gives(lab: Lab, uid: str) -> None:
    """However it comes in: to an element that is there, to one that was made apart, or all of it in memory."""
    held = read(lab, uid)[TAG].value
    data_set = read(lab, uid)
    data_set[TAG].value = copy.deepcopy(lab.other)
    edited = dcmread(saved(data_set), codec=lab.codec)[TAG].value
    assert type_of(edited) is type_of(data_set[TAG].value)
    assert edited == data_set[TAG].value
    assert edited != held
    data_set[TAG].value = copy.deepcopy(lab.value)
    assert saved(data_set) == whole(lab, uid)
    data_set[TAG] = DataElement(TAG, lab.row.code, copy.deepcopy(lab.value))
    made = Dataset(codec=lab.codec)
    made.add_new(CREATOR, "LO", "LAB")
    made.add_new(TAG, lab.row.code, copy.deepcopy(lab.value))
    made.PatientName = "Doe^John"
    made.file_meta = data_set.file_meta
    made.preamble = bytes(128)
    for one in (data_set, made):
        assert type_of(one[TAG].value) is type_of(held)
        assert saved(one) == whole(lab, uid)


@LAB
@UID
def test_an_empty_one(lab: Lab, uid: str) -> None:
    data_set = read(lab, uid)
    data_set[TAG].clear()
    assert saved(data_set)
    again = dcmread(saved(data_set), codec=lab.codec)
    assert again[TAG].is_empty
    assert again[TAG].value == again[TAG].empty_value
    assert lab.row.code == again[TAG].VR
    assert again.to_json_dict()[f"{TAG:08X}"] == {"vr": lab.row.code}
    assert Dataset.from_json(again.to_json_dict(), codec=lab.codec)[TAG].value == again[TAG].value


@LAB
@UID
@pytest.mark.parametrize("is_looked_at", [False, True])
def test_json_both_ways(lab: Lab, uid: str, is_looked_at: bool) -> None:
    data_set = read(lab, uid)
    if is_looked_at:
        data_set.decode()
    model = data_set.to_json_dict()
    assert model[f"{TAG:08X}"] == {"vr": lab.row.code, **lab.json}
    assert data_set[TAG].to_json_dict(None, 1 << 20) == model[f"{TAG:08X}"]
    for given_model in (model, data_set.to_json(), data_set.to_json_dict(raw_values=True)):
        made = Dataset.from_json(given_model, codec=lab.codec)
        assert made[TAG].value == lab.value
        assert type_of(made[TAG].value) is type_of(data_set[TAG].value)
        made.file_meta, made.preamble = data_set.file_meta, bytes(128)
        assert saved(made) == whole(lab, uid)


@LAB
@UID
@pytest.mark.parametrize("target", ENCODINGS.values(), ids=ENCODINGS)
def test_moving_to_another_encoding(lab: Lab, uid: str, target: str) -> None:
    data_set = read(lab, uid)
    data_set.file_meta.TransferSyntaxUID = target
    assert saved(data_set) == whole(lab, target)


@LAB
@UID
def test_copies_and_pickles_remember(lab: Lab, uid: str) -> None:
    edited = read(lab, uid)
    edited[TAG].value = copy.deepcopy(lab.other)
    for data_set in (read(lab, uid), edited):
        want = saved(data_set)
        assert saved(copy.copy(data_set)) == want
        for made in (copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
            assert saved(made) == want
            assert made[TAG].value == data_set[TAG].value
            made.PatientName = "Roe"
            made[TAG].value = copy.deepcopy(lab.value)
            assert dcmread(saved(made), codec=lab.codec)[TAG].value == lab.value
    apart = pickle.loads(pickle.dumps(edited[TAG]))
    assert apart.value == edited[TAG].value


@LAB
@UID
def test_check_dump_and_verify(lab: Lab, uid: str) -> None:
    data = whole(lab, uid)
    assert [one for one in check(data, codec=lab.codec) if one.path.startswith(str(TAG))] == []
    line = next(line for line in dump(data, codec=lab.codec).splitlines() if str(TAG) in line)
    shown = {"numbers": "1\\513", "text": "ABC\\DEF", "name": "Doe^Jane=D^J", "items": "2 items"}
    assert line.endswith(shown.get(next(name for name, one in LABS.items() if one is lab), lab.text))
    report = verify_bytes(data, codec=lab.codec)
    assert (report.shortfalls, report.error) == ((), "")


@LAB
@UID
def test_hooks_and_raw_elements(lab: Lab, uid: str) -> None:
    seen = []

    def watched(raw: Any, data: dict[str, Any], **known: Any) -> None:
        seen.append(raw.tag)
        hooks.raw_element_value(raw, data, **known)

    data = whole(lab, uid)
    held = hooks.registered()
    hooks.hooks.register_callback("raw_element_value", watched)
    try:
        data_set = dcmread(data, codec=lab.codec)
        assert data_set[TAG].value == lab.value
        data_set[TAG] = dcmread(data, codec=lab.codec).get_item(TAG)
        assert data_set[TAG].value == lab.value
        assert saved(data_set) == data
    finally:
        hooks.hooks.register_callback("raw_element_value", held.value)
    assert TAG in seen
    data_set = dcmread(data, codec=lab.codec)
    raw = data_set.get_item(TAG)
    assert isinstance(raw, RawDataElement)
    data_set[TAG] = raw
    apart = Dataset()
    apart[TAG] = raw
    for one in (data_set, apart):
        assert (one[TAG].VR, one[TAG].value) == (lab.row.code, lab.value)
    assert saved(data_set) == data


@LAB
@settings(max_examples=20)
@given(data=st.data())
def test_strategies(lab: Lab, data: st.DataObject) -> None:
    codec = lab.codec
    layout = codec.encoding_for(data.draw(st.sampled_from(list(ENCODINGS.values()))))
    if not lab.row.holds_items:
        token = data.draw(elements(lab.row, encoding=layout, codec=codec))
        assert token["header"]["group"] & 1
        value = data.draw(python_values(lab.row, ("ISO_IR 100",)))
        data_set = Dataset(codec=codec)
        data_set.SpecificCharacterSet = "ISO_IR 100"
        data_set.add_new(TAG, lab.row.code, value)
        data_set.file_meta = Dataset(TransferSyntaxUID=layout.uid)
        assert dcmread(saved(data_set), codec=codec, force=True)[TAG].value == data_set[TAG].value
    check_laws(data.draw(files(layout, codec=codec)), codec=codec, edits=0)
    drawn = data.draw(models(codec=codec, sets=[]))
    drawn.file_meta = Dataset(TransferSyntaxUID=EXPLICIT_LE)
    assert dcmread(saved(drawn), codec=codec, force=True).keys() >= drawn.keys()


@LAB
def test_a_program_may_add_the_element_to_the_dictionary(lab: Lab) -> None:
    codec = STANDARD.with_vr(lab.row)
    with additions_for_a_while():
        add_private_elements("LAB", {TAG: tags.Entry(f"{TAG:08X}", lab.row.code, "1", "Ours")})
        data_set = dcmread(whole(lab, IMPLICIT_LE), codec=codec)
        assert (data_set[TAG].VR, data_set[TAG].value, data_set[TAG].name) == (lab.row.code, lab.value, "[Ours]")
        data_set[TAG].value = copy.deepcopy(lab.other)
        assert dcmread(saved(data_set), codec=codec)[TAG].value == data_set[TAG].value


@UID
def test_an_edit_inside_what_a_construct_made_is_written(uid: str) -> None:
    for name, edit in (("struct", "x"), ("list", 0)):
        data_set = read(LABS[name], uid)
        data_set[TAG].value[edit] = 9
        assert not data_set[TAG].is_original
        again = dcmread(saved(data_set), codec=LABS[name].codec)
        assert again[TAG].value[edit] == 9
        assert len(saved(data_set)) == len(whole(LABS[name], uid))
        data_set[TAG].value[edit] = "nine"
        with pytest.raises(UnwritableValue, match="does not fit its layout") as raised:
            saved(data_set)
        assert raised.value.path.startswith(str(TAG))


def test_an_edit_inside_that_changes_nothing_keeps_the_bytes() -> None:
    row = VR("ZS", value=Struct("x" / Int16ul))
    data = part10(long(TAG, "ZS", b"\1\0\0"))
    data_set = dcmread(data, codec=STANDARD.with_vr(row))
    data_set[TAG].value.x = 1
    data_set.PatientName = "Doe^John"
    assert long(TAG, "ZS", b"\1\0\0") in saved(data_set)


def test_an_error_of_a_construct_keeps_its_path() -> None:
    row = VR("ZS", value=Struct("head" / Struct("mark" / Const(b"AB")), "rest" / Array(2, Int32ul)))
    codec = STANDARD.with_vr(row)
    for value, path, expected, found in (
        (b"ABCD", ".rest", "4", "2"),
        (b"XYCDEFGHIJ", ".head.mark", "b'AB'", "b'XY'"),
    ):
        data = part10(long(TAG, "ZS", value))
        data_set = dcmread(data, codec=codec)
        tree = codec.read_tree(data)
        node = tree.find(str(TAG))
        assert node is not None
        for look in (lambda: data_set[TAG].value, codec.meaning(tree, node).decode):  # noqa: B023
            with pytest.raises(MalformedValue) as raised:
                look()
            error = raised.value
            assert (error.path, error.expected, error.found) == (f"{TAG}{path}", expected, found)
            assert error.offset == data.index(value)
        assert saved(data_set) == data
        assert data_set.to_json_dict()[f"{TAG:08X}"]["vr"] == "ZS"
        assert "undecodable" in {one.code for one in check(data, codec=codec)}


def test_a_value_without_meaning_stays_where_it_cannot_be_reordered() -> None:
    lab = LABS["struct"]
    data = part10(long(TAG, "ZS", b"\1\0"))
    data_set = dcmread(data, codec=lab.codec)
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_BE
    with pytest.raises(DicomError, match="does not fit its layout"):
        saved(data_set)


def test_a_construct_for_each_order_may_be_a_mapping() -> None:
    little, big = Struct("x" / Int16ul), Array(1, Int16ul)
    kind = VR("ZS", value={ByteOrder.LITTLE: little, ByteOrder.BIG: big}).kind
    assert kind.layout(ByteOrder.LITTLE).construct is little
    assert kind.layout(ByteOrder.BIG).construct is big
    with pytest.raises(GrammarError, match="a value kind or a construct"):
        VR("ZS", value=lambda order: order)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("size", [10, 100_000])
def test_a_large_structure_is_shown_by_its_beginning(size: int) -> None:
    codec = STANDARD.with_vr(VR("ZL", value=PrefixedArray(Int32ul, Struct("n" / Int16ul))))
    data_set = Dataset(codec=codec)
    data_set.add_new(TAG, "ZL", [{"n": number % 1000} for number in range(size)])
    shown = data_set[TAG].repval
    assert shown.startswith("ListContainer([Container(n=0), Container(n=1)")
    assert len(shown) == 64
    data_set.file_meta = Dataset(TransferSyntaxUID=EXPLICIT_LE)
    line = next(one for one in dump(saved(data_set), codec=codec).splitlines() if str(TAG) in one)
    assert "ListContainer([Container(n=0), Container(n=1), Container(n=2)" in line
    assert len(line) < 140


def test_a_form_reaches_assignment_and_check() -> None:
    codec = LABS["text"].codec
    data_set = Dataset(codec=codec)
    with (
        config.changed_options(writing_validation_mode=config.RAISE),
        pytest.raises(UnwritableValue, match="Invalid value for VR ZT"),
    ):
        data_set.add_new(TAG, "ZT", "abc")
    with pytest.warns(UserWarning, match="Invalid value for VR ZT: 'abc'"):
        data_set.add_new(TAG, "ZT", "abc")
    data_set[TAG].value = ["OK", "FINE"]
    with pytest.warns(UserWarning, match="Invalid value for VR ZT: 'no'"):
        data_set[TAG].value.append("no")
    assert isinstance(data_set[TAG].value, MultiValue)
    data_set.file_meta = Dataset(TransferSyntaxUID=EXPLICIT_LE)
    found = [one for one in check(saved(data_set), codec=codec) if one.path == str(TAG)]
    assert [(one.code, one.found) for one in found if one.code != "private-without-creator"] == [
        ("value-form", "'no'")
    ]


def test_what_a_row_says_goes_before_its_kind() -> None:
    said = Behaviour(
        convert=str.upper, check=lambda value: "too odd" if value == "ODD" else "", empty=lambda: "NONE", show=len
    )  # type: ignore[arg-type]
    row = VR("ZT", value=text(TEXT, split=False), behaviour=replace(said, show=lambda value: f"<{value}>"))
    data_set = Dataset(codec=STANDARD.with_vr(row))
    data_set.add_new(TAG, "ZT", "abc")
    assert (data_set[TAG].value, data_set[TAG].repval) == ("ABC", "<ABC>")
    assert data_set[TAG].empty_value == "NONE"
    with pytest.warns(UserWarning, match="too odd"):
        data_set[TAG].value = "odd"
    with pytest.raises(UnwritableValue, match="no value of the VR"):
        data_set[TAG].value = 7
    with pytest.raises(GrammarError, match="said both ways"):
        Behaviour(to_json=str)  # type: ignore[arg-type]


def test_a_row_in_the_place_of_one_of_the_standard() -> None:
    codec = STANDARD.with_vr(
        replace(STANDARD.vrs["US"], value=numbers("I")), VR("LO", value=text(PERSON_NAME, split=True))
    )
    data_set = Dataset(codec=codec)
    data_set.Rows = 70_000
    data_set.PatientID = "Doe"
    assert type(data_set.PatientID) is PersonName
    data_set.file_meta = Dataset(TransferSyntaxUID=EXPLICIT_LE)
    again = dcmread(saved(data_set), codec=codec, force=True)
    assert again.Rows == 70_000
    assert again.to_json_dict()["00100020"]["Value"] == [{"Alphabetic": "Doe"}]


def test_what_json_does_not_say_rightly_is_refused() -> None:
    key = f"{TAG:08X}"
    for lab, told in (("uuid", ["no"]), ("numbers", ["x"]), ("name", [7]), ("items", [3])):
        with pytest.raises(MalformedJson) as raised:
            Dataset.from_json({key: {"vr": LABS[lab].row.code, "Value": told}}, codec=LABS[lab].codec)
        assert raised.value.path.startswith(str(TAG))


def test_a_codec_that_cannot_be_pickled_leaves_its_values() -> None:
    lab = STANDARD.with_vr(VR("ZL", value=PrefixedArray(Int16ul, Int32ul)))
    assert LABS["list"].codec.can_be_pickled
    assert not lab.can_be_pickled
    data_set = dcmread(whole(LABS["list"], EXPLICIT_LE), codec=lab)
    data_set.PatientID = "x"
    made = pickle.loads(pickle.dumps(data_set))
    assert made[TAG].value == [1, 2, 3]
    with pytest.raises(UnwritableValue, match="no such VR"):
        saved(made)
    target = io.BytesIO()
    dcmwrite(target, made, codec=lab)
    assert element(LABS["list"], EXPLICIT_LE) in target.getvalue()


def test_a_restored_codec_is_put_together_once() -> None:
    codec = LABS["struct"].codec
    assert pickle.loads(pickle.dumps(codec)) is pickle.loads(pickle.dumps(codec))
    assert pickle.loads(pickle.dumps(STANDARD)) is STANDARD
    assert copy.deepcopy(codec) is codec
