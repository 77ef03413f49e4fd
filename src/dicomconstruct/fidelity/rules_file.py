"""The rules of a file as a whole: preamble, prefix, file meta group, transfer syntax (PS3.10 7.1, PS3.5 A)."""

from __future__ import annotations

from dicomconstruct import dictionary
from dicomconstruct.codec import Codec
from dicomconstruct.fidelity.rules import Part, Report
from dicomconstruct.grammar.authoring import DEFLATE_WRAPPER
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.layouts import CONTRADICTED, EXPLICIT_LE, FRAGMENTS, LAYOUT_BY_NAME, VALUE
from dicomconstruct.grammar.primitives import META_GROUP_LENGTH, PIXEL_DATA, TRANSFER_SYNTAX_UID
from dicomconstruct.grammar.syntaxes import TransferSyntax
from dicomconstruct.tag import Tag
from dicomconstruct.tree import Kind, Node, Tree

_TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_EXECUTABLE_MAGIC = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_NEEDED = (
    "FileMetaInformationVersion",
    "MediaStorageSOPClassUID",
    "MediaStorageSOPInstanceUID",
    "ImplementationClassUID",
)
"""The Type 1 elements of PS3.10 Table 7.1-1 besides those that have rules of their own."""


def check_file(tree: Tree, codec: Codec, report: Report) -> None:
    """Report faults of the file outside its data set."""
    _check_opening(tree, report)
    if tree.meta:
        _check_meta(tree, report)
        _check_transfer_syntax(tree, codec, report)
    syntax = codec.syntaxes.get(tree.coding.declared or "")
    if syntax is not None:
        _check_wrapper(tree, syntax, report)
        _check_pixel_data(tree, syntax, report)


def _check_opening(tree: Tree, report: Report) -> None:
    opening = {node.kind: node for node in tree.opening}
    if Kind.LEADING in opening:
        report.add("leading-bytes", opening[Kind.LEADING])
    if Kind.PREAMBLE in opening:
        _check_preamble(opening[Kind.PREAMBLE], report)
    if Kind.PREFIX not in opening:
        report.add_at("no-prefix", 0)
        return
    prefix = opening[Kind.PREFIX]
    if Kind.PREAMBLE not in opening:
        report.add("no-preamble", prefix)
    if not tree.meta:
        report.add("no-meta", prefix, Part.END)


def _check_preamble(preamble: Node, report: Report) -> None:
    raw = preamble.raw or b""
    if raw.startswith(_TIFF_MAGIC):
        report.add("preamble-tiff", preamble)
    elif raw.startswith(_EXECUTABLE_MAGIC):
        report.add("preamble-executable", preamble)
    elif raw.strip(b"\0"):
        report.add("preamble-not-zero", preamble)


def _check_meta(tree: Tree, report: Report) -> None:
    first, last = tree.meta[0], tree.meta[-1]
    if tree.coding.meta_layout != str(EXPLICIT_LE):
        report.add("meta-layout", first, expected=EXPLICIT_LE, found=tree.coding.meta_layout)
    present = {node.tag for node in tree.meta}
    for keyword in _NEEDED:
        tag = dictionary.tag_of(keyword)
        if tag not in present:
            report.add_at("meta-element-missing", first.offset, last.end - first.offset, expected=tag)
    if first.tag != Tag(META_GROUP_LENGTH):
        report.add_at("meta-group-length-missing", first.offset)
    elif first.raw is not None:
        number = int32(LAYOUT_BY_NAME[first.layout].order)
        if len(first.raw) == number.sizeof() and number.parse(first.raw) != last.end - first.end:
            counted, declared = last.end - first.end, number.parse(first.raw)
            report.add("meta-group-length-wrong", first, Part.VALUE, expected=counted, found=declared)


def _check_transfer_syntax(tree: Tree, codec: Codec, report: Report) -> None:
    uid = Tag(TRANSFER_SYNTAX_UID)
    node = next((one for one in tree.meta if one.tag == uid), None)
    coding = tree.coding
    if node is None or not coding.declared:
        report.add_at("transfer-syntax-missing", tree.meta[-1].end, path="" if node is None else node.path)
        return
    raw = node.raw or b""
    padding = raw.removeprefix(coding.declared.encode("latin-1"))
    if padding not in (b"", b"\0"):
        report.add("transfer-syntax-padded", node, Part.VALUE, found=ascii(str(raw, "latin-1")))
    syntax = codec.syntaxes.get(coding.declared)
    if syntax is None:
        report.add("transfer-syntax-unknown", node, Part.VALUE, found=ascii(coding.declared))
        return
    if syntax.retired:
        report.add("transfer-syntax-retired", node, Part.VALUE, found=syntax.uid)
    if coding.evidence == CONTRADICTED:
        start = tree.meta[-1].end
        report.add_at("transfer-syntax-contradicted", start, expected=syntax.layout, found=coding.layout)


def _check_wrapper(tree: Tree, syntax: TransferSyntax, report: Report) -> None:
    wrapper = tree.coding.wrapper
    if wrapper == PLAIN:
        if syntax.deflated and tree.data_set:
            report.add_at("not-deflated", tree.data_set[0].offset)
        return
    stream, *excess = tree.stream
    if wrapper != DEFLATE_WRAPPER:
        report.add("zlib-wrapper", stream, expected=DEFLATE_WRAPPER, found=wrapper)
    if tree.coding.problem:
        report.add("deflate-stopped", stream, found=tree.coding.problem)
    for node in excess:
        if node.raw != b"\0" or stream.value_length % 2 == 0:
            report.add("bytes-after-deflate", node)


def _check_pixel_data(tree: Tree, syntax: TransferSyntax, report: Report) -> None:
    """Compare the form of Pixel Data with the transfer syntax; that of an icon may be native in any (A.4)."""
    pixel_data = Tag(PIXEL_DATA)
    for node in tree.data_set:
        if node.tag != pixel_data or node.kind is not Kind.ELEMENT:
            continue
        if syntax.encapsulated and node.content == VALUE:
            report.add("not-encapsulated", node, Part.HEADER, found=f"length {node.length}")
        elif not syntax.encapsulated and node.content == FRAGMENTS:
            report.add("encapsulated-undeclared", node, Part.HEADER, found=syntax.uid)
