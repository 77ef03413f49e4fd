"""Structs that hypothesis composes: compiled and interpreted agree on their own fields, and on any bytes."""

from __future__ import annotations

from agreement import at, places, same_build, same_parse, with_field, without_field
from drawn_structs import Drawn, structs
from hypothesis import given, strategies as st
from struct_cases import LEAVES
from tlv import BY_RULES, FILE, ONE, STRICT, TLV, group, opened, record

from dicomconstruct.compiler import compile

WORDS = [
    *LEAVES[:2],
    record(7, b"B", b"x"),
    *(group(1), group(1, LEAVES[0]), group(2, opened(1, LEAVES[0]))),
    *(record(1, b"G", size=12), record(1, b"O"), record(0, b"E"), record(0, b"N", b"a"), record(9, b"O", size=3)),
    *(b"\0", b"\0\1", b"\xff\xff", b"N", b"G\7", b"O\0", b"E\0", b"B\0\0\0\2"),
]
GRAMMARS = {
    name: (grammar, compile(grammar, name))
    for name, grammar in [
        ("tlv", TLV),
        ("by rules", BY_RULES),
        ("strict", STRICT),
        ("one", ONE),
        ("file", FILE),
    ]
}


@given(structs())
def test_fields_are_written_and_read_alike(drawn: Drawn) -> None:
    compiled = compile(drawn.construct, "drawn")
    same_build(compiled, drawn.construct, drawn.fields)
    same_parse(compiled, drawn.construct, drawn.construct.build(drawn.fields))


@given(structs(), st.binary(max_size=60))
def test_any_bytes_read_or_fail_alike(drawn: Drawn, data: bytes) -> None:
    same_parse(compile(drawn.construct, "drawn"), drawn.construct, data)


@given(structs(), st.data())
def test_cut_and_changed_bytes_read_or_fail_alike(drawn: Drawn, data: st.DataObject) -> None:
    compiled = compile(drawn.construct, "drawn")
    built = drawn.construct.build(drawn.fields)
    for end in range(len(built)):
        same_parse(compiled, drawn.construct, built[:end])
    if built:
        place = data.draw(st.integers(0, len(built) - 1))
        changed = built[:place] + data.draw(st.binary(min_size=1, max_size=2)) + built[place + 1 :]
        same_parse(compiled, drawn.construct, changed)


@given(structs(), st.data())
def test_wrong_fields_are_written_or_fail_alike(drawn: Drawn, data: st.DataObject) -> None:
    compiled = compile(drawn.construct, "drawn")
    path = data.draw(st.sampled_from(list(places(drawn.fields))))
    same_build(compiled, drawn.construct, without_field(drawn.fields, path))
    former = at(drawn.fields, path)
    wrong = st.none() | st.integers(-300, 300) | st.binary(max_size=6) | st.text(max_size=2) | st.just([])
    if isinstance(former, bytes | list):
        wrong |= st.sampled_from([former + former[:1], former[1:]])
    same_build(compiled, drawn.construct, with_field(drawn.fields, path, data.draw(wrong)))


@given(st.sampled_from(list(GRAMMARS)), st.lists(st.sampled_from(WORDS), max_size=14).map(b"".join))
def test_words_of_a_nested_format_read_alike_and_come_back(name: str, data: bytes) -> None:
    grammar, compiled = GRAMMARS[name]
    same_parse(compiled, grammar, data)


@given(st.sampled_from(list(GRAMMARS)), st.binary(max_size=60))
def test_any_bytes_of_a_nested_format_read_alike(name: str, data: bytes) -> None:
    grammar, compiled = GRAMMARS[name]
    same_parse(compiled, grammar, data)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(b"".join))
def test_a_nested_format_comes_back(data: bytes) -> None:
    for grammar, compiled in (GRAMMARS["tlv"], GRAMMARS["by rules"]):
        assert compiled.build(compiled.parse(data)) == data == grammar.build(grammar.parse(data))
