"""What packs the fields that vary does what building does, errors included; docs/compiler.md shows one."""

from __future__ import annotations

import inspect
import traceback
from itertools import combinations
from typing import Any

import pytest
from agreement import outcome
from construct import Bytes, Construct, Float64b, GreedyBytes, Int8ub, Int16ub, Int16ul, Int32ul, Struct, this

from dicomconstruct.compiler import Packer, compile
from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.headers import HEADERS

PLAIN = Struct("number" / Int16ub, "letters" / Bytes(3), "size" / Int8ub, "value" / Float64b)
FIELDS = {"number": 513, "letters": b"abc", "size": 4, "value": 0.5}
WRONG: dict[str, tuple[Any, ...]] = {
    "number": (-1, 1 << 16, "1", None, 1.5),
    "letters": (b"ab", b"abcd", "abc", None, 5),
    "size": (256, None),
    "value": ("x", None, 10**400),
}
VARYING = [names for count in range(5) for names in combinations(FIELDS, count)]


def packed(packer: Packer, varying: tuple[str, ...], fields: dict[str, Any]) -> bytes:
    return packer.with_preset(FIELDS)(*(fields[name] for name in varying))


@pytest.mark.parametrize("varying", VARYING, ids=" ".join)
def test_the_bytes_are_those_of_building(varying: tuple[str, ...]) -> None:
    packer = compile(PLAIN, "plain").packer(*varying)
    assert packed(packer, varying, FIELDS) == PLAIN.build(FIELDS)
    assert packer.preset == tuple(name for name in FIELDS if name not in varying)


@pytest.mark.parametrize("varying", VARYING, ids=" ".join)
def test_a_wrong_field_fails_as_in_building(varying: tuple[str, ...]) -> None:
    packer = compile(PLAIN, "plain").packer(*varying)
    for name in varying:
        for wrong in WRONG[name]:
            fields = {**FIELDS, name: wrong}
            given = outcome(lambda fields=fields: packed(packer, varying, fields))
            assert given == outcome(lambda fields=fields: PLAIN.build(fields)), (name, wrong)


def test_arguments_stand_in_the_order_asked_for() -> None:
    pack = compile(PLAIN, "plain").packer("size", "number").with_preset(FIELDS)
    assert pack(4, 513) == PLAIN.build(FIELDS)


def test_fields_that_the_structure_lacks_are_not_looked_at() -> None:
    pack = compile(PLAIN, "plain").packer("size").with_preset({**FIELDS, "other": object()})
    assert pack(4) == PLAIN.build(FIELDS)


def test_with_presettes_of_another_size_are_refused_before_anything_is_packed() -> None:
    with pytest.raises(GrammarError, match="do not fit: number, letters, value"):
        compile(PLAIN, "plain").packer("size").with_preset({**FIELDS, "letters": b"ab"})


@pytest.mark.parametrize(
    ("construct", "problem"),
    [
        (Struct("size" / Int8ub, "value" / Bytes(this.size)), "only fixed fields side by side"),
        (Struct("size" / Int8ub, "rest" / GreedyBytes), "only fixed fields side by side"),
        (Struct("size" / Int8ub, "inner" / Struct("a" / Int8ub)), "only fixed fields side by side"),
        (Struct("size" / Int16ub, "other" / Int16ul), "only fixed fields side by side"),
        (Struct("length" / Int8ub), "no field size to vary"),
    ],
    ids=["counted", "rest", "structure inside", "two byte orders", "missing"],
)
def test_what_cannot_be_packed(construct: Construct, problem: str) -> None:
    with pytest.raises(GrammarError, match=f"odd by size: {problem}"):
        compile(construct, "odd").packer("size")


def test_names_of_fields_need_not_be_those_of_variables() -> None:
    odd = Struct("from" / Int8ub, "a b" / Int8ub, "1st" / Bytes(1))
    pack = compile(odd, "odd").packer("a b", "from").with_preset({"1st": b"x"})
    assert pack(2, 1) == b"\1\2x"


def test_tracebacks_show_the_emitted_line() -> None:
    pack = compile(PLAIN, "shown").packer("size").with_preset(FIELDS)
    with pytest.raises(Exception, match="given value 256") as raised:
        pack(256)
    assert "return pack0(" in inspect.getsource(pack)
    assert any("return build(" in (frame.line or "") for frame in traceback.extract_tb(raised.value.__traceback__))


@pytest.mark.parametrize("key", HEADERS, ids=lambda key: f"{key[0].value} {key[1].value}")
def test_element_headers(key: Any) -> None:
    header = HEADERS[key]
    fields = {"group": 0x7FE0, "element": 0x0010, "vr": b"OW", "reserved": b"\0\0", "length": 258}
    pack = compile(header, "header").packer("group", "element", "length").with_preset(fields)
    assert pack(0x7FE0, 0x0010, 258) == header.build(fields)


def test_a_mutation_of_the_structure_reaches_its_packer() -> None:
    wider = Struct("group" / Int16ul, "element" / Int16ul, "vr" / Bytes(2), "length" / Int32ul)
    pack = compile(wider, "wider").packer("group", "element", "length").with_preset({"vr": b"US"})
    assert pack(1, 2, 3) == b"\1\0\2\0US\3\0\0\0"
