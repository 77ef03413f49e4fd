"""Values that a VR does not allow: warned of, raised for or ignored, as the mode says; the peer agrees."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from pydicom.valuerep import validate_value as their_validate_value

from dicomconstruct import config
from dicomconstruct.dataelem import DataElement, converted
from dicomconstruct.dataelem.validation import check_of, problem_of, validate_value
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.kinds import text
from dicomconstruct.grammar.vrs import LONG, VR, VRS
from dicomconstruct.values import TEXT, PersonName

VALUES: list[tuple[str, Any]] = [
    *(("AE", one) for one in ("a" * 16, "a" * 17, "", "   ", "é", b"\xe9", "a\x1b", "a\nb", 1, None, ["a"])),
    *(("AS", one) for one in ("1Y", b"001Y", "", "001Y ", "001y", "0001Y", 5)),
    *(("CS", one) for one in ("abc", "A" * 17, "A-B", b"A\\B", 1, "A_ 1", "\u0661")),
    *(
        ("DA", one)
        for one in ("2020", "20201301", "20200101-", "-20200101", "20200101-20210101", "-", 20200101, "")
    ),
    *(("DS", one) for one in ("1,5", 1.5, "1" * 17, b"1.5", "1.e", " -1.5e+10 ", "nan", "1 0")),
    *(("DT", one) for one in ("20201", "2020-2021", "20200101120000.1234567", "2020+0100", "202013", "2020+2000")),
    *(("IS", one) for one in ("1.5", 1.5, "1" * 13, 10**12, b"12", " +5 ")),
    *(("LO", one) for one in ("a" * 64, "a" * 65, "a\\b", b"a" * 65, 5)),
    *(("LT", one) for one in ("a" * 10241, "a\\b\n")),
    *(("PN", one) for one in ("a" * 65, "a" * 64 + "=" + "b" * 64, "a=b=c=d", b"a=b", 5, "a^b^c^d^e^f")),
    *(("SH", one) for one in ("a" * 17, "é" * 16)),
    *(("TM", one) for one in ("24", "1200-1300", "1260", "12", "120060", "120061", 12)),
    *(("UI", one) for one in ("1.2.a", "1.02", "1" * 65, 5, "", "1.2.3 ", "1.2.3\0", ".1")),
    *(("UR", one) for one in ("a b", " http://x", "http://x ", "a\\b", "")),
    *(("US", one) for one in (-1, 65535, 65536, "1", 1.0, True, None, b"\0\0")),
    *(("SS", one) for one in (-32769, -32768)),
    *(("SV", one) for one in (2**63, 2**63 - 1)),
    *(("FL", one) for one in ("1", 1, 1e300)),
    *(("FD", one) for one in (b"x", 2)),
    *(("OB", one) for one in ("x", 5, b"x", None, bytearray(b"x"), [1])),
    *(("AT", one) for one in (5, "x")),
    *(("US or SS", one) for one in (70000, "x")),
    ("XX", "x"),
]


def told(validate: Any, vr: str, value: Any) -> str:
    """What a warning says, up to the advice that the peer gives after it."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        validate(vr, value, config.WARN)
    return str(warned[0].message).partition(" Please see")[0] if warned else ""


@pytest.mark.parametrize(("vr", "value"), VALUES, ids=repr)
def test_problems_are_those_of_the_peer(vr: str, value: Any) -> None:
    problem = told(validate_value, vr, value)
    assert problem == told(their_validate_value, vr, value)
    assert problem_of(vr, value) == problem
    validate_value(vr, value, config.IGNORE)
    if problem:
        with pytest.raises(UnwritableValue) as raised:
            validate_value(vr, value, config.RAISE)
        assert str(raised.value) == problem
    else:
        validate_value(vr, value, config.RAISE)


def test_a_validator_of_ones_own_decides() -> None:
    def never(vr: str, value: Any) -> tuple[bool, str]:
        return False, f"{vr} never holds {value}"

    with pytest.raises(UnwritableValue, match="CS never holds A"):
        validate_value("CS", "A", config.RAISE, never)
    with pytest.warns(UserWarning, match="CS never holds A") as warned:
        validate_value("CS", "A", config.WARN, never)
    assert warned[0].filename == __file__
    validate_value("CS", "A", config.IGNORE, never)


def test_a_vr_of_ones_own_is_checked_by_its_row() -> None:
    row = VR("ZZ", header=LONG, value=text(TEXT, split=True), max_length=3, form="[a-z]*")
    check = check_of(row)
    assert check("abc") == ""
    assert check("abcd") == "The value length (4) exceeds the maximum length of 3 allowed for VR ZZ."
    assert check("A") == "Invalid value for VR ZZ: 'A'."
    assert problem_of("ZZ", "A", VRS.with_row(row)) == "Invalid value for VR ZZ: 'A'."


def test_the_mode_that_holds_here_decides_about_assigned_values() -> None:
    element = DataElement(0x00080060, "CS", "MR")
    with pytest.warns(UserWarning, match="Invalid value for VR CS: 'mr'"):
        element.value = "mr"
    with config.changed_options(writing_validation_mode=config.RAISE), pytest.raises(UnwritableValue):
        element.value = ["MR", "ct"]
    assert element.value == "mr"
    with config.disable_value_validation():
        element.value = ["MR", "ct"]
    with config.changed_options(writing_validation_mode=config.RAISE), pytest.raises(UnwritableValue):
        element.value.append("ct")
    assert element.value == ["MR", "ct"]


def test_the_mode_of_a_call_goes_first() -> None:
    with config.changed_options(writing_validation_mode=config.RAISE):
        assert converted("PN", "a=b=c=d", config.IGNORE) == "a=b=c=d"
        with pytest.warns(UserWarning, match=r"components length \(4\)"):
            assert type(converted("PN", "a=b=c=d", config.WARN)) is PersonName
    with pytest.raises(UnwritableValue, match="Invalid value for VR DS: '1,5'"):
        converted("DS", "1,5", config.RAISE)


def test_what_was_found_valid_is_looked_up() -> None:
    check = check_of(VRS["UI"])
    assert check("1.2.840.10008.1.2") == check("1.2.840.10008.1.2") == ""
    for _ in range(2):
        with pytest.warns(UserWarning, match="Invalid value for VR UI: '1.02'"):
            validate_value("UI", "1.02", config.WARN)
