"""A file as text or as JSON types: every node with its place, header, meaning and value, findings beneath.

A line of text has offset, tag, wire VR (``--`` where the header has none), length, name and value:

    0x0150  (0008,0060) CS        2  Modality  MR
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dicomconstruct import dictionary
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.explore.json_text import json_pieces
from dicomconstruct.explore.values import cut_to_width, displayed, escaped, hexadecimal
from dicomconstruct.fidelity.checker import Checker
from dicomconstruct.sources import Source, source_bytes
from dicomconstruct.tree import Finding, Kind, Meaning, Node, Space, Tree
from dicomconstruct.tree.sequences import kinds_of

MAX_WIDTH = 80
"""The default width of a value in characters."""
_INDENT = "  "
_HAS_BYTES = (Kind.FRAGMENT, Kind.OPAQUE, Kind.LEADING, Kind.PREAMBLE, Kind.PREFIX, Kind.EXCESS, Kind.DEFLATED)


class DumpLine(NamedTuple):
    """One line of a dump: a node with its meaning and findings.

    Parameters
    ----------
    node
        The node.
    level
        The number of nodes around it.
    meaning
        Of an element; None for other nodes.
    findings
        The findings about its own bytes.
    """

    node: Node
    level: int
    meaning: Meaning | None
    findings: list[Finding]


def dump(
    source: Source,
    *,
    codec: Codec = STANDARD,
    max_width: int = MAX_WIDTH,
    findings: bool = True,
    recovery: bool = False,
) -> str:
    """A file as text, one line a node.

    Parameters
    ----------
    source
        A path, bytes, or a binary file-like object.
    codec
        The codec that reads it.
    max_width
        The width of a value in characters.
    findings
        Whether findings stand beneath the nodes that they are about.
    recovery
        Whether the recovery rules that nodes needed are among the findings.

    Raises
    ------
    OSError
        When the path cannot be read. Any bytes can be dumped.
    """
    return "\n".join(dump_lines(source, codec=codec, max_width=max_width, findings=findings, recovery=recovery))


def dump_lines(
    source: Source,
    *,
    codec: Codec = STANDARD,
    max_width: int = MAX_WIDTH,
    findings: bool = True,
    recovery: bool = False,
) -> Iterator[str]:
    """The lines of `dump`, made as they are asked for; parameters and errors are the same."""
    tree = codec.look(source_bytes(source))
    digits = max(4, len(f"{max(len(tree.source), len(tree.inflated)):x}"))
    yield _heading(tree)
    space = Space.FILE
    for entry in _entries(tree, codec, findings, recovery):
        if entry.node.space is not space:
            space = entry.node.space
            yield "# inflated; offsets count in the inflated bytes from here on"
        margin = f"{entry.node.offset:#0{digits + 2}x}  " + _INDENT * entry.level
        yield margin + _line(entry, max_width)
        for finding in entry.findings:
            yield " " * len(margin) + _remark(finding)


def dump_dict(
    source: Source,
    *,
    codec: Codec = STANDARD,
    max_width: int = MAX_WIDTH,
    findings: bool = True,
    recovery: bool = False,
) -> dict[str, Any]:
    """The content of `dump` as JSON types; parameters and errors are the same.

    ``nodes`` is a flat list in file order; ``level`` says how deep a node is nested.
    """
    tree = codec.look(source_bytes(source))
    return {**_dict_of_file(tree), "nodes": list(_dicts(tree, codec, max_width, findings, recovery))}


def dump_json(
    source: Source,
    *,
    name: str = "",
    codec: Codec = STANDARD,
    max_width: int = MAX_WIDTH,
    findings: bool = True,
    recovery: bool = False,
) -> Iterator[str]:
    """The content of `dump_dict` as the text of a JSON document, in pieces that are made as they are asked for.

    `name` is the value of ``file`` in the document; other parameters and errors are those of `dump`.
    """
    tree = codec.look(source_bytes(source))
    nodes = _dicts(tree, codec, max_width, findings, recovery)
    yield from json_pieces({"file": name, **_dict_of_file(tree), "nodes": nodes})


def _dict_of_file(tree: Tree) -> dict[str, Any]:
    coding = {**tree.coding._asdict(), "declared": tree.coding.declared and escaped(tree.coding.declared)}
    return {"size": len(tree.source), "coding": coding}


def _dicts(tree: Tree, codec: Codec, max_width: int, findings: bool, recovery: bool) -> Iterator[dict[str, Any]]:
    return (_dict(entry, max_width) for entry in _entries(tree, codec, findings, recovery))


def _heading(tree: Tree) -> str:
    coding = tree.coding
    entry = dictionary.uid_entry_of(coding.declared or "")
    declared = entry.name if entry is not None else escaped(coding.declared or "no transfer syntax declared")
    wrapped = "" if coding.wrapper == "plain" else f", {coding.wrapper}"
    problem = f"; {coding.problem}" if coding.problem else ""
    return f"# {declared}: {coding.layout}{wrapped} ({coding.evidence}{problem})"


def _entries(tree: Tree, codec: Codec, findings: bool, recovery: bool) -> Iterator[DumpLine]:
    """Every node in file order with its meaning and its findings: the last one of a space has all that are left."""
    checker = Checker(tree, codec, recovery=recovery) if findings else None
    is_checked = {id(tree.meta), id(tree.data_set)}
    last: DumpLine | None = None
    for nodes in (tree.opening, tree.meta, tree.stream, tree.data_set):
        for seen in codec.with_meanings(nodes):
            entry = DumpLine(*seen, [])
            if last is not None:
                if checker is not None and seen.node.space is not last.node.space:
                    last.findings.extend(checker.rest(last.node.space))
                yield last
            if checker is not None:
                if id(nodes) in is_checked:
                    checker.check(seen)
                entry.findings.extend(checker.found(seen.node))
            last = entry
    if last is not None:
        if checker is not None:
            last.findings.extend(checker.rest())
        yield last


def _line(entry: DumpLine, width: int) -> str:
    node, meaning = entry.node, entry.meaning
    if node.tag is None:
        columns = [node.kind.value, f"{node.value_length} bytes", ""]
    else:
        columns = [str(node.tag), escaped(node.vr or "--"), f"{_length(node):>9} "]
    about = cut_to_width(_name(meaning), width) or "?" if meaning is not None else _label(node)
    if meaning is not None and node.vr is not None and node.vr != meaning.vr.code:
        about += f" as {meaning.vr.code}"
    if node.reason:
        about += f" ({node.reason})"
    held = _held(node.children) if meaning is not None and node.children is not None else ""
    value = held or _value(entry, width)
    line = " ".join(column for column in (*columns, about.strip()) if column)
    return line + (f"  {value}" if value else "")


def _label(node: Node) -> str:
    """The label of a node without a keyword."""
    if node.tag is None:
        return ""
    number = f" {node.index}" if node.index is not None else ""
    is_table = node.kind is Kind.FRAGMENT and node.index == 0
    return f"{node.kind.value}{number}" + (", basic offset table" if is_table else "")


def _held(children: Sequence[Node]) -> str:
    found = Counter(kinds_of(children))
    counts = []
    for kind in (Kind.ITEM, Kind.FRAGMENT):
        count = found[kind]
        if count:
            counts.append(f"{count} {kind.value}{'s' if count > 1 else ''}")
    return ", ".join(counts) or "no items"


def _length(node: Node) -> str:
    if node.undefined:
        return "undefined"
    if node.length is None:
        return f"{node.value_length} bytes"
    if node.children is None and node.length != node.value_length:
        return f"{node.length} (holds {node.value_length})"
    return str(node.length)


def _name(meaning: Meaning) -> str:
    """The keyword; for a private element its creator in brackets, and its name where the dictionary has it."""
    tag = meaning.node.tag
    assert tag is not None
    if meaning.creator is not None:
        entry = dictionary.private_entry_of(tag, meaning.creator)
        return escaped(f"[{meaning.creator}]" + (f" {entry.name}" if entry is not None else ""))
    return dictionary.keyword_of(tag) or dictionary.name_of(tag)


def _bytes_shown(node: Node, width: int) -> str:
    raw = node.view
    if node.kind not in _HAS_BYTES or not raw:
        return ""
    if node.kind is Kind.PREFIX:
        return escaped(str(raw, "latin-1"))
    if node.kind is Kind.PREAMBLE and not any(raw):
        return "zeros"
    return hexadecimal(raw, width)


def _remark(finding: Finding) -> str:
    return escaped(f"! {finding.code}: {finding.message} [{finding.rule}]")


def _dict(entry: DumpLine, width: int) -> dict[str, Any]:
    node, meaning = entry.node, entry.meaning
    return {
        "kind": node.kind.value,
        "level": entry.level,
        "space": node.space.value,
        "offset": node.offset,
        "header_length": node.header_length,
        "value_length": node.value_length,
        "path": node.path,
        "tag": None if node.tag is None else str(node.tag),
        "wire_vr": node.vr,
        "vr": None if meaning is None else meaning.vr.code,
        "length": node.length,
        "undefined": node.undefined,
        "name": _label(node) if meaning is None else _name(meaning),
        "value": _value(entry, width),
        "reason": node.reason,
        "recovery": list(node.recovery),
        "findings": [finding.to_dict() for finding in entry.findings],
    }


def _value(entry: DumpLine, width: int) -> str:
    if entry.node.children is not None:
        return ""
    return displayed(entry.meaning, width) if entry.meaning is not None else _bytes_shown(entry.node, width)
