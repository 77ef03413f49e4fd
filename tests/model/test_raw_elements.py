"""Raw elements, what converts them, and the hooks and settings that have a say in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from bytes_of import EXPLICIT_LE, IMPLICIT_LE, explicit, implicit, item, part10

from dicomconstruct import Dataset, config, dcmread
from dicomconstruct.dataelem import RawDataElement, convert_raw_data_element
from dicomconstruct.dataelem.hooks import (
    USUAL_HOOKS,
    hooks,
    raw_element_value_fix_separator,
    raw_element_value_retry,
    registered,
)
from dicomconstruct.errors import BytesLengthException, MalformedValue
from dicomconstruct.parts.fixes import fix_mismatch, fix_separator
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import DA, DSdecimal

PATIENT_ID, WEIGHT, NUMBER = BaseTag(0x00100020), BaseTag(0x00101030), BaseTag(0x00200013)


def raw(tag: int, vr: str | None, value: Any, *, implicit_vr: bool = False, little: bool = True) -> RawDataElement:
    return RawDataElement(BaseTag(tag), vr, len(value or b""), value, 0, implicit_vr, little)


@pytest.fixture
def usual_hooks() -> Iterator[None]:
    held = registered()
    yield
    hooks.raw_element_vr, hooks.raw_element_value = held.vr, held.value
    hooks.raw_element_kwargs = held.kwargs


class TestConverting:
    @pytest.mark.parametrize(
        ("tag", "vr", "value", "expected"),
        [
            (0x00100020, None, b"ab ", ("LO", "ab")),
            (0x00280010, None, b"\2\0", ("US", 2)),
            (0x00280008, "IS", b"3\\4 ", ("IS", [3, 4])),
            (0x00090010, None, b"ACME", ("LO", "ACME")),
            (0x00091001, None, b"ACME", ("UN", b"ACME")),
            (0x00100020, "UN", b"ab ", ("LO", "ab")),
            (0x00280106, None, b"\2\0", ("US or SS", b"\2\0")),
            (0x00283002, "SS", b"\xff\xff\0\0\x10\0", ("SS", [65535, 0, 16])),
            (0x00100020, "LO", None, ("LO", "")),
            (0x00280010, "US", None, ("US", None)),
            (0x7FE00010, "OW", b"", ("OW", None)),
        ],
    )
    def test_gives_vr_and_value(self, tag: int, vr: str | None, value: bytes | None, expected: Any) -> None:
        element = convert_raw_data_element(raw(tag, vr, value))
        assert (element.VR, element.value) == expected

    def test_of_a_sequence(self) -> None:
        value = item(implicit(PATIENT_ID, b"ab"))
        element = convert_raw_data_element(raw(0x00081140, "UN", value))
        assert element.VR == "SQ"
        assert element.value[0].PatientID == "ab"
        with pytest.raises(MalformedValue, match="no item"):
            convert_raw_data_element(raw(0x00081140, "SQ", b"abcdefgh"))

    def test_takes_python_encodings(self) -> None:
        name = raw(0x00100010, "PN", "Дмитрий".encode("iso8859_5"))
        assert convert_raw_data_element(name, encoding="iso8859_5").value == "Дмитрий"
        assert convert_raw_data_element(name, encoding=["latin-1", "iso8859_5"]).value != "Дмитрий"
        with pytest.raises(LookupError):
            convert_raw_data_element(name, encoding="cp1252")

    def test_tells_the_dictionary_the_private_creator(self) -> None:
        data_set = Dataset()
        data_set.private_block(0x0009, "GEMS_IDEN_01", create=True)
        element = convert_raw_data_element(raw(0x00091001, None, b"GEMS"), ds=data_set)
        assert (element.VR, element.value) == ("LO", "GEMS")

    def test_of_an_unknown_tag(self) -> None:
        unknown = raw(0x88880002, None, b"ab", implicit_vr=True)
        with pytest.warns(UserWarning, match=r"VR lookup failed for the raw element with tag \(8888,0002\)"):
            assert convert_raw_data_element(unknown).VR == "UN"
        with config.strict_reading(), pytest.raises(KeyError, match="VR lookup failed"):
            convert_raw_data_element(unknown)

    def test_of_a_wrong_length(self) -> None:
        wrong = raw(0x00189073, "FD", b"abc")
        with pytest.raises(BytesLengthException, match="even multiple of bytes per value"):
            convert_raw_data_element(wrong)
        with (
            config.changed_options(convert_wrong_length_to_UN=True),
            pytest.warns(UserWarning, match=r"according to VR 'FD'. Setting VR to 'UN'."),
        ):
            element = convert_raw_data_element(wrong)
        assert (element.VR, element.value) == ("UN", b"abc")

    def test_of_a_vr_that_is_none(self) -> None:
        with pytest.raises(NotImplementedError, match="'AA'"):
            convert_raw_data_element(raw(PATIENT_ID, "AA", b"ab"))


class TestInADataSet:
    def test_are_decoded_when_they_are_asked_for(self) -> None:
        data_set = Dataset()
        data_set[NUMBER] = raw(NUMBER, "IS", b"5.25")
        data_set[PATIENT_ID] = raw(PATIENT_ID, None, b"ab", implicit_vr=True)
        assert data_set.PatientID == "ab"
        with pytest.warns(UserWarning, match="VR") as warned:
            assert data_set.InstanceNumber == 5.25
        assert [str(one.message) for one in warned] == [
            "Invalid value for VR IS: '5.25'.",
            'Value "5.25" is not valid for elements with a VR of IS',
        ]

    def test_are_decoded_under_the_character_set_of_the_data_set(self) -> None:
        data_set = Dataset()
        data_set[0x00100010] = raw(0x00100010, "PN", "Дмитрий".encode("iso8859_5"))
        data_set.SpecificCharacterSet = "ISO_IR 144"
        assert data_set.PatientName == "Дмитрий"

    @pytest.mark.filterwarnings("ignore")
    @pytest.mark.parametrize("text", ["ab", "5.25"])
    def test_are_left_out_of_a_json_model_where_that_is_wanted(
        self, text: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        data_set = Dataset()
        data_set[NUMBER] = raw(NUMBER, "IS", text.encode())
        data_set.PatientID = "1"
        assert list(data_set.to_json_dict(suppress_invalid_tags=True)) == ["00100020"]
        assert f"Error while processing tag 00200013: Invalid value for VR IS: '{text}'" in caplog.text


FILE = part10(
    explicit(0x00080020, "DA", b"20200102"),
    explicit(0x00100020, "LO", b""),
    explicit(WEIGHT, "DS", b"1,2,3 "),
    explicit(NUMBER, "IS", b"7\\8 "),
    explicit(0x00280010, "US", b"\2\0\1"),
    explicit(0x00281101, "SS", b"\0\xf5\0\xf8\x10\0"),
    explicit(0x00283010, "UN", b""),
    uid=EXPLICIT_LE,
)


class TestSettings:
    def test_hold_for_a_data_set_as_they_held_when_it_was_read(self) -> None:
        with config.changed_options(
            datetime_conversion=True, use_IS_numpy=True, use_none_as_empty_text_VR_value=True
        ):
            data_set = dcmread(FILE)
        assert isinstance(data_set.StudyDate, DA)
        assert data_set.PatientID is None
        assert isinstance(data_set.InstanceNumber, np.ndarray)
        assert data_set.InstanceNumber.tolist() == [7, 8]
        other = dcmread(FILE)
        assert (other.StudyDate, other.PatientID, other.InstanceNumber) == ("20200102", "", [7, 8])

    def test_reach_items(self) -> None:
        data = part10(explicit(0x00081140, "SQ", item(explicit(WEIGHT, "DS", b"1.5 "))), uid=EXPLICIT_LE)
        with config.changed_options(use_DS_decimal=True):
            data_set = dcmread(data)
        assert isinstance(data_set.ReferencedImageSequence[0].PatientWeight, DSdecimal)

    def test_arrays_are_numbers_for_single_values_and_cannot_be_written_to(self) -> None:
        data = part10(explicit(WEIGHT, "DS", b"1.5 "), explicit(0x00181164, "DS", b"1\\2 "), uid=EXPLICIT_LE)
        with config.changed_options(use_DS_numpy=True):
            data_set = dcmread(data)
        assert type(data_set.PatientWeight) is np.float64
        with pytest.raises(ValueError, match="read-only"):
            data_set.ImagerPixelSpacing[0] = 5
        assert data_set["ImagerPixelSpacing"] == data_set["ImagerPixelSpacing"]
        assert data_set["ImagerPixelSpacing"].to_json_dict(None, 0) == {"vr": "DS", "Value": [1, 2]}

    def test_wrong_lengths_can_be_read_as_bytes(self) -> None:
        with pytest.raises(BytesLengthException):
            assert dcmread(FILE).Rows
        with config.changed_options(convert_wrong_length_to_UN=True):
            data_set = dcmread(FILE)
        with pytest.warns(UserWarning, match="read as UN"):
            element = data_set["Rows"]
        assert (element.VR, element.value) == ("UN", b"\2\0\1")

    def test_unknown_stays_unknown_where_that_is_wanted(self) -> None:
        data = part10(explicit(PATIENT_ID, "UN", b"ab"), uid=EXPLICIT_LE)
        assert dcmread(data)["PatientID"].VR == "LO"
        with config.changed_options(replace_un_with_known_vr=False):
            assert dcmread(data)["PatientID"].value == b"ab"

    def test_the_first_value_of_a_lut_descriptor_is_unsigned(self) -> None:
        assert dcmread(FILE).RedPaletteColorLookupTableDescriptor == [62720, -2048, 16]

    def test_an_unknown_tag_is_warned_of(self) -> None:
        data = part10(implicit(0x88880002, b"ab"), uid=IMPLICIT_LE)
        data_set = dcmread(data)
        with pytest.warns(UserWarning, match="VR lookup failed"):
            assert data_set[0x88880002].value == b"ab"


class TestReadingIsValidated:
    @pytest.mark.parametrize(
        ("tag", "vr", "value", "message"),
        [
            (0x00080018, "UI", b"1.2.03", "Invalid value for VR UI: '1.2.03'"),
            (0x00080018, "UI", b"1.2\\1.03", "Invalid value for VR UI: '1.03'"),
            (0x00100020, "LO", b"a" * 66, r"The value length \(66\) exceeds the maximum length of 64"),
            (0x00100010, "PN", b"a=b=c=d ", r"The number of PN components length \(4\)"),
            (0x00100010, "PN", b"a" * 66, r"The PN component length \(66\)"),
            (NUMBER, "IS", b"00000000000001", r"The value length \(14\) exceeds the maximum length of 12"),
            (NUMBER, "IS", b"ab", "Invalid value for VR IS: 'ab'"),
        ],
    )
    def test_by_a_warning_an_error_or_not_at_all(self, tag: int, vr: str, value: bytes, message: str) -> None:
        data = part10(explicit(tag, vr, value), uid=EXPLICIT_LE)
        for _ in range(2):
            with pytest.warns(UserWarning, match=message):
                assert dcmread(data)[tag].value is not None
        with config.disable_value_validation():
            data_set = dcmread(data)
        assert data_set[tag].value is not None
        with config.strict_reading():
            data_set = dcmread(data)
        with pytest.raises(MalformedValue, match=message):
            assert data_set[tag].value

    def test_characters_count_rather_than_bytes(self) -> None:
        text = ("ä" * 60).encode()
        data = part10(explicit(0x00080005, "CS", b"ISO_IR 192"), explicit(PATIENT_ID, "LO", text), uid=EXPLICIT_LE)
        assert dcmread(data).PatientID == "ä" * 60


@pytest.mark.usefixtures("usual_hooks")
class TestHooks:
    def test_are_asked_with_what_was_registered(self) -> None:
        asked: list[Any] = []

        def vr(raw: RawDataElement, data: dict[str, Any], **kwargs: Any) -> None:
            asked.append((raw.tag, kwargs.pop("ds"), kwargs))
            data["VR"] = "SH"

        hooks.register_callback("raw_element_vr", vr)
        hooks.register_kwargs("raw_element_kwargs", {"more": 1})
        data_set = Dataset()
        element = convert_raw_data_element(raw(PATIENT_ID, None, b"ab"), encoding="utf8", ds=data_set)
        assert (element.VR, element.value) == ("SH", "ab")
        assert asked == [(PATIENT_ID, data_set, {"more": 1, "encoding": "utf8"})]

    def test_reach_what_is_read_and_change_no_byte(self) -> None:
        hooks.register_callback("raw_element_value", raw_element_value_fix_separator)
        hooks.register_kwargs("raw_element_kwargs", {"target_VRs": ("DS",), "separator": ","})
        data_set = dcmread(FILE)
        hooks.raw_element_value = USUAL_HOOKS.value
        assert data_set.PatientWeight == [1, 2, 3]
        assert (data_set.StudyDate, data_set.InstanceNumber) == ("20200102", [7, 8])
        target = Dataset()
        target.update(data_set)
        assert data_set["PatientWeight"].is_original

    def test_retry_takes_the_first_vr_that_fits(self) -> None:
        hooks.register_callback("raw_element_value", raw_element_value_retry)
        hooks.register_kwargs("raw_element_kwargs", {"target_VRs": {"US": ("SS", "SH"), "DS": ("IS",)}})
        element = convert_raw_data_element(raw(0x00280010, "US", b"123"))
        assert (element.VR, element.value) == ("SH", "123")
        hooks.register_kwargs("raw_element_kwargs", {"target_VRs": {"US": ("SS",)}})
        with pytest.raises(BytesLengthException):
            convert_raw_data_element(raw(0x00280010, "US", b"123"))

    def test_hold_in_their_context_only(self) -> None:
        hooks.register_callback("raw_element_value", raw_element_value_retry)
        seen = []
        thread = threading.Thread(target=lambda: seen.append(registered()))
        thread.start()
        thread.join()
        assert seen == [USUAL_HOOKS]

    def test_must_be_known_and_callable(self) -> None:
        with pytest.raises(TypeError, match="must be a callable"):
            hooks.register_callback("raw_element_vr", None)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="Unknown hook 'foo'"):
            hooks.register_callback("foo", print)
        with pytest.raises(TypeError, match="must be a dict, not 'NoneType'"):
            hooks.register_kwargs("raw_element_kwargs", None)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="Unknown hook 'foo'"):
            hooks.register_kwargs("foo", {})

    def test_the_callback_of_the_settings_gives_another_raw_element(self) -> None:
        def other(raw: RawDataElement, *, suffix: bytes) -> RawDataElement:
            return raw if raw.VR != "IS" else raw._replace(value=suffix)

        with config.changed_options(data_element_callback=other, data_element_callback_kwargs={"suffix": b"9"}):
            data_set = dcmread(FILE)
        assert data_set.InstanceNumber == 9
        assert data_set.StudyDate == "20200102"


class TestFixes:
    @pytest.fixture(autouse=True)
    def no_fix(self) -> Iterator[None]:
        yield
        config.reset_data_element_callback()

    def test_of_a_separator_leave_padding_alone(self) -> None:
        data = part10(
            explicit(0x00181164, "DS", b"1 2 "),
            explicit(PATIENT_ID, "LO", b"a b "),
            explicit(0x88880002, "UN", b"1 2 "),
        )
        fix_separator(b" ", for_VRs=["DS"])
        data_set = dcmread(data)
        assert data_set.ImagerPixelSpacing == [1, 2]
        assert data_set.PatientID == "a b"
        assert data_set[0x88880002].value == b"1\\2 "
        fix_separator(b" ", for_VRs=["DS"], process_unknown_VRs=False)
        assert dcmread(data)[0x88880002].value == b"1 2 "

    def test_of_a_mismatch_takes_the_first_vr_that_fits(self) -> None:
        data = part10(explicit(0x00280010, "US", b"1.5"), explicit(0x00280011, "US", b"\1\0"))
        fix_mismatch(with_VRs=("IS", "DS", "PN"))
        data_set = dcmread(data)
        assert (data_set["Rows"].VR, data_set.Rows) == ("DS", 1.5)
        assert (data_set["Columns"].VR, data_set.Columns) == ("US", 1)
