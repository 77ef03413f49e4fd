"""What has to hold for the bytes of every test file: the public laws, and three things seen from outside.

The package has the five laws itself (`dicomconstruct.testing.check_laws`). Here they are joined by the bare
structs without any dictionary, by reading an edited file again, and by the findings that must not raise.
"""

from __future__ import annotations

from collections.abc import Iterator

from dicomconstruct import STANDARD, check, testing as public
from dicomconstruct.codec import Codec
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar import DicomFile
from dicomconstruct.tree import Kind, Node, Tree, outline, replace_value

GROWTH = b"  "


def check_laws(data: bytes, codec: Codec = STANDARD, *, edits: int = 20) -> Tree:
    """Assert every law for the bytes of a file; the tree that was read of them is the answer.

    `edits` is how many elements are edited, each on its own and spread over the file; 0 for every one.
    """
    public.check_laws(data, codec=codec, edits=edits)
    assert DicomFile.build(DicomFile.parse(data)) == data
    tree = codec.read_tree(data)
    assert codec.rebuild(tree) == data
    assert codec.write_tree(tree) == data, "encoding anew or asking for meanings changed the tree"
    if not tree.stream:
        places = [place for place, node in enumerate(tree.walk()) if is_sound_leaf(node)]
        step = max(1, len(places) // edits) if edits else 1
        for place in places[::step]:
            check_edited_file_reads_alike(data, place, codec)
    for finding in check(data, codec=codec):
        assert 0 <= finding.offset <= finding.offset + finding.length <= max(len(data), len(tree.inflated))
    return tree


def check_edited_file_reads_alike(data: bytes, place: int, codec: Codec = STANDARD) -> None:
    """One element's value, by its place among the nodes, grows by two bytes: all other nodes read as before."""
    before, edited = codec.read_tree(data), codec.read_tree(data)
    node = list(edited.walk())[place]
    try:
        replace_value(edited, node, (node.raw or b"") + GROWTH)
    except UnwritableValue:
        return
    after = codec.read_tree(codec.write_tree(edited))
    touched = set(touched_by_edit(before, place))
    spelt = [spelling(one, number in touched) for number, one in enumerate(before.walk())]
    assert [spelling(one, number in touched) for number, one in enumerate(after.walk())] == spelt, node.path
    grown = list(after.walk())[place]
    assert (grown.raw, grown.length) == ((node.raw or b""), node.length), node.path


def is_sound_leaf(node: Node) -> bool:
    """Whether an element has a value of its own, and its length and those around it are true."""
    if node.kind is not Kind.ELEMENT or node.raw is None or node.reason:
        return False
    return all(one.undefined or one.length == one.value_length for one in (node, *node.ancestors()))


def touched_by_edit(tree: Tree, place: int) -> Iterator[int]:
    """The places of a node, of those that hold it, and of their group lengths."""
    nodes = list(tree.walk())
    places = {id(node): number for number, node in enumerate(nodes)}
    for holder in (nodes[place], *nodes[place].ancestors()):
        yield places[id(holder)]
        if holder.kind is Kind.ELEMENT and holder.tag is not None:
            for one in tree.siblings(holder):
                if one.tag is not None and one.tag.is_group_length and one.tag.group == holder.tag.group:
                    yield places[id(one)]


def spelling(node: Node, touched: bool) -> object:
    """All that is kept of a node; of one that an edit touches, what the edit leaves alone."""
    fields = {name: value for name, value in node.fields.items() if not (touched and name == "length")}
    kept = (node.kind, node.form, node.layout, node.content_layout, node.content, node.reason, node.undefined)
    return *kept, fields, None if touched else node.raw


def data_set_outline(tree: Tree) -> str:
    """The outline of the data set alone."""
    return outline(Tree(tree.source, [], [], tree.data_set, tree.coding, inflated=tree.inflated))


def findings_of(data: bytes, codec: Codec = STANDARD) -> list[str]:
    """What `check` finds, as ``code path``, in its order."""
    return [f"{finding.code} {finding.path}".rstrip() for finding in check(data, codec=codec)]
