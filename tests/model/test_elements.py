"""Elements by themselves: buffers as values, text, JSON, validation modes; what reading logs."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import tempfile
from typing import Any

import numpy as np
import pytest
from bytes_of import EXPLICIT_LE, UNDEFINED, explicit, implicit, item, part10, sequence, sequence_end

from dicomconstruct import DataElement, Dataset, config, dcmread
from dicomconstruct.compat import pydicom as peer_face
from dicomconstruct.dataelem import RawDataElement, empty_value_for_VR
from dicomconstruct.errors import OutOfRange, UnwritableValue
from dicomconstruct.filereader import data_element_generator
from dicomconstruct.values import PersonName

PIXELS = 0x7FE00010
IMPLICIT = {"implicit_vr": True, "little_endian": True}


class TestBuffers:
    def test_are_written_from_where_they_stand_and_stay_there(self) -> None:
        buffer = io.BytesIO(b"abcde")
        buffer.seek(2)
        data_set = Dataset()
        data_set.add_new(PIXELS, "OB", buffer)
        target = io.BytesIO()
        data_set.save_as(target, **IMPLICIT)
        assert target.getvalue().endswith(implicit(PIXELS, b"cde\0"))
        assert (buffer.tell(), data_set["PixelData"].VM, data_set["PixelData"].is_buffered) == (2, 1, True)

    @pytest.mark.parametrize("size", [0, 5, 70_000])
    def test_equal_what_they_hold_from_their_beginning(self, size: int) -> None:
        value = bytes(range(250)) * (size // 250 + 1)
        buffer = io.BytesIO(value)
        buffer.seek(1)
        element = DataElement(PIXELS, "OW", buffer)
        assert element == DataElement(PIXELS, "OW", value)
        assert DataElement(PIXELS, "OW", value) == element
        assert element != DataElement(PIXELS, "OW", value + b"x")
        assert element != DataElement(PIXELS, "OW", value[:-1])
        assert element == copy.deepcopy(element)
        assert buffer.tell() == 1

    def test_must_be_readable_from_anywhere_and_under_a_vr_of_bytes(self) -> None:
        with pytest.raises(ValueError, match="supported VRs are: OB, OD, OF, OL, OV, OW"):
            DataElement("PatientName", "PN", io.BytesIO())
        closed = io.BytesIO(b"ab")
        element = DataElement(PIXELS, "OB", closed)
        closed.close()
        with pytest.raises(ValueError, match="'Pixel Data': the buffer has been closed"):
            DataElement(PIXELS, "OB", closed)
        with pytest.raises(ValueError, match="the buffer has been closed"):
            assert element == DataElement(PIXELS, "OB", b"ab")
        with pytest.raises(ValueError, match="Error deepcopying the buffered element"):
            copy.deepcopy(element)
        with tempfile.TemporaryFile("wb") as file, pytest.raises(ValueError, match="must be readable and seekable"):
            DataElement(PIXELS, "OB", file)


class TestValues:
    def test_pixels_are_no_array(self) -> None:
        with pytest.raises(TypeError, match=r"should be set using 'bytes' not 'numpy.ndarray'"):
            DataElement(PIXELS, "OW", np.zeros(4, "u2"))

    def test_a_validation_mode_of_an_element_s_own_stays(self) -> None:
        with pytest.raises(UnwritableValue, match="Invalid value for VR CS"):
            DataElement(0x00080060, "CS", "ct", validation_mode=config.RAISE)
        element = DataElement(0x00080060, "CS", "ct", validation_mode=config.IGNORE)
        element.value = "mr"
        element.validation_mode = config.RAISE
        with pytest.raises(UnwritableValue):
            element.value = "mr"
        with pytest.raises(UnwritableValue):
            element.validate("mr")
        assert element.value == "mr"
        assert DataElement(0x00080060, "CS", "CT").validation_mode == config.WARN

    @pytest.mark.parametrize(("vr", "value"), [("US", b"\1"), ("SL", b"\1\2"), ("UV", b"1234")])
    def test_bytes_must_be_whole_numbers(self, vr: str, value: bytes) -> None:
        with pytest.warns(UserWarning, match=f"Invalid value length {len(value)}: .* VR {vr} must be a multiple"):
            DataElement(0x00091001, vr, value)

    def test_a_tag_too_large_is_an_overflow_too(self) -> None:
        with pytest.raises(OverflowError) as raised:
            DataElement("OffendingElement", "AT", 1 << 32)
        assert isinstance(raised.value, OutOfRange)

    def test_an_empty_value_is_that_of_its_vr(self) -> None:
        empty = {vr: empty_value_for_VR(vr) for vr in ("LO", "PN", "US", "OB", "DS", "SQ")}
        assert empty == {"LO": "", "PN": PersonName(""), "US": None, "OB": None, "DS": None, "SQ": []}
        assert empty_value_for_VR("LO", raw=True) == b""
        with config.changed_options(use_none_as_empty_text_VR_value=True):
            assert empty_value_for_VR("LO") is None
        element = DataElement(0x00100020, "LO", "x")
        element.clear()
        assert (element.value, element.is_empty) == ("", True)


class TestText:
    def test_goes_by_attributes_of_the_element(self) -> None:
        element = DataElement(0x00091001, "OB", b"a" * 20)
        assert element.repval == "Array of 20 elements"
        element.maxBytesToDisplay, element.descripWidth, element.showVR = 40, 5, False
        assert str(element) == f"(0009,1001) Priva {b'a' * 20!r}"
        again = pickle.loads(pickle.dumps(element))
        assert str(again) == str(element) == str(copy.copy(element)) == str(copy.deepcopy(element))
        assert element == DataElement(0x00091001, "OB", b"a" * 20)

    def test_names_a_private_element_by_its_creator(self) -> None:
        element = DataElement(0x00091001, "LO", "x")
        element.private_creator = "GEMS_IDEN_01"
        assert element.name.startswith("[")
        element.private_creator = "NOBODY"
        assert element.name == "Private tag data"


class TestJson:
    def test_of_an_element(self) -> None:
        name = DataElement("PatientName", "PN", "A^B")
        assert name.to_json() == '{"Value": [{"Alphabetic": "A^B"}], "vr": "PN"}'
        inner = Dataset()
        inner.PatientID = "1"
        items = DataElement("ReferencedImageSequence", "SQ", [inner])
        model = {"vr": "SQ", "Value": [{"00100020": {"vr": "LO", "Value": ["1"]}}]}
        assert items.to_json_dict(None, 1024) == model
        assert DataElement.from_json(Dataset, "00081140", "SQ", model["Value"], "Value") == items
        pixels = DataElement(PIXELS, "OB", b"abcd")
        assert pixels.to_json_dict(lambda element: f"uri:{element.tag}", 2)["BulkDataURI"] == "uri:(7FE0,0010)"

    def test_unknown_bytes_are_decoded_where_the_tag_is_known(self) -> None:
        element = DataElement.from_json(Dataset, "00185100", "UN", "SEZTIA==", "InlineBinary")
        assert (element.VR, element.value) == ("CS", "HFS")

    @pytest.mark.parametrize(
        ("held", "key", "error", "message"),
        [
            ("x", "Value", TypeError, "'Value' of data element '00100020' must be a list"),
            (5, "InlineBinary", TypeError, "'InlineBinary' must be str, not int"),
            ([5], "BulkDataURI", TypeError, "'BulkDataURI' must be str, not int"),
            (["x"], "Other", ValueError, "Unknown attribute name 'Other'"),
        ],
    )
    def test_says_what_is_wrong(self, held: Any, key: str, error: type[Exception], message: str) -> None:
        with pytest.raises(error, match=message):
            DataElement.from_json(Dataset, "00100020", "LO", held, key)

    def test_warns_of_what_it_leaves_out(self) -> None:
        with pytest.warns(UserWarning, match="Invalid value '0010001G' for AT element"):
            assert DataElement.from_json(Dataset, "00280009", "AT", ["0010001G"], "Value").value is None
        with pytest.warns(UserWarning, match="No bulk data URI handler provided"):
            assert DataElement.from_json(Dataset, "7FE00010", "OB", "http://x", "BulkDataURI").value is None
        with pytest.raises(ValueError, match="'0010002G' could not be loaded from JSON"):
            Dataset.from_json({"0010002G": {"vr": "LO", "Value": ["x"]}})


class TestGenerator:
    def test_gives_raw_elements_and_open_sequences(self) -> None:
        inside = sequence(0x00081140, item(explicit(0x00100020, "LO", b"ab")), sequence_end(), length=UNDEFINED)
        data = inside + explicit(0x00100020, "LO", b"cd") + explicit(0x00104000, "LT", b"long")
        first, second, third = data_element_generator(io.BytesIO(data), False, True, defer_size=2)
        assert isinstance(first, DataElement)
        assert first.value[0].PatientID == "ab"
        place = len(inside) + 8
        assert second == RawDataElement(second.tag, "LO", 2, b"cd", place, False, True)
        assert isinstance(third, RawDataElement)
        assert (third.length, third.value) == (4, None)

    def test_ends_a_value_of_undefined_length_at_its_delimiter(self) -> None:
        data = implicit(PIXELS, b"", length=UNDEFINED) + b"abcdefgh" + sequence_end()
        (raw,) = data_element_generator(io.BytesIO(data), True, True)
        assert isinstance(raw, RawDataElement)
        assert (raw.VR, raw.length, raw.value) == ("OB or OW", UNDEFINED, b"abcdefgh")
        with pytest.raises(EOFError):
            list(
                data_element_generator(
                    explicit(PIXELS, "OB", b"", length=UNDEFINED) + b"\xfe\xff\0\xe0", False, True
                )
            )


class TestLog:
    DATA = part10(explicit(0x00100020, "LO", b"ab"), uid=EXPLICIT_LE)

    def test_says_where_the_parts_of_a_file_stand(self, caplog: pytest.LogCaptureFixture) -> None:
        dcmread(self.DATA)
        assert caplog.text == ""
        with caplog.at_level(logging.DEBUG, logger="dicomconstruct"):
            dcmread(self.DATA)
        assert "00000080: 'DICM' prefix found" in caplog.text
        assert "(0010,0020)" not in caplog.text

    def test_has_every_element_while_debugging(self, caplog: pytest.LogCaptureFixture) -> None:
        with config.changed_options(debugging=True), caplog.at_level(logging.DEBUG, logger="dicomconstruct"):
            dcmread(self.DATA)
        header = "10 00 20 00 4c 4f 02 00".ljust(35)
        assert f"{header}    (0010,0020) LO Length: 2" in caplog.text
        assert "61 62" in caplog.text

    def test_goes_to_the_logger_that_programs_know_too(self) -> None:
        assert peer_face.config is config
        assert config.logger.parent is logging.getLogger("pydicom")


class TestUnknown:
    def test_is_identified_when_all_is_decoded(self) -> None:
        data_set = Dataset()
        data_set.add_new(0x00080005, "UN", b"ISO_IR 126")
        data_set.add_new(0x00100010, "UN", "Διονυσιος".encode("iso8859_7"))
        data_set.add_new(0x00111010, "UN", b"ab")
        data_set.add_new(0x30040058, "UN", b"1\\2\\" * 20_000)
        data_set.decode()
        assert [element.VR for element in data_set] == ["CS", "PN", "UN", "UN"]
        assert data_set.PatientName == "Διονυσιος"

    def test_stays_where_that_is_wanted(self) -> None:
        data_set = Dataset()
        data_set.add_new(0x00100020, "UN", b"ab")
        with config.changed_options(replace_un_with_known_vr=False):
            data_set.decode()
        assert data_set.PatientID == b"ab"


@pytest.mark.parametrize("vr", ["OB", "OW", "UN", "US", "LO", "DS", "AT"])
def test_no_values_are_written_as_no_bytes(vr: str) -> None:
    data_set, target = Dataset(), io.BytesIO()
    data_set.add_new(0x00091001, vr, [])
    data_set.save_as(target, **IMPLICIT)
    assert target.getvalue().endswith(implicit(0x00091001))
