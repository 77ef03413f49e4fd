"""A codec: VR rows, transfer syntaxes, dictionary and limits with an engine. Buffer -> tree -> buffer.

`STANDARD` is the default. Codecs are immutable; ``with_vr``, ``with_encoding`` and ``with_limits`` give new ones.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from dicomconstruct import dictionary, grammar, tree as trees
from dicomconstruct.compiler.runtime import Bound, Lazy, Reading, Row, UnreadLevel
from dicomconstruct.engines import CompiledEngine, FileGrammar, Record, ReferenceEngine
from dicomconstruct.engines.standard import StandardGrammar
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.deflate import DEFAULT_MAX_INFLATED
from dicomconstruct.grammar.layouts import ELEMENTS, ITEMS, LAYOUT_BY_NAME, LAYOUTS, Layout
from dicomconstruct.grammar.primitives import DEFAULT_MAX_DEPTH, ByteOrder
from dicomconstruct.grammar.syntaxes import SYNTAXES, TransferSyntax
from dicomconstruct.grammar.vrs import VR, VRS, HeaderForm, VRTable
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import Kind
from dicomconstruct.tree.scope import VROf, usual_choice

if TYPE_CHECKING:
    from dicomconstruct.grammar import DataSetGrammar, Encoding, Encodings
    from dicomconstruct.tree import LookedThrough, Meaning, Node, Seen, Tree


KEPT_BOUNDS = 16
"""The largest number of contexts with added dictionary entries that a codec caches."""


@dataclass(frozen=True)
class Limits:
    """Limits on the work for any input.

    Parameters
    ----------
    max_depth
        The maximum depth of nested sequences; deeper content is an opaque leaf.
    max_inflated
        The maximum number of bytes of an inflated data set; inflating stops there.
    """

    max_depth: int = DEFAULT_MAX_DEPTH
    max_inflated: int = DEFAULT_MAX_INFLATED


def standard_vr_of(tag: BaseTag, creator: str | None) -> str | None:
    """The VR of a tag in the dictionary (PS3.6), or of a private tag under its creator.

    A choice of VRs gives OW if it is one of them, else the first. Pixel Representation and Bits Allocated of the
    data set are ignored here (PS3.5 8, `dictionary.ambiguous_of`).
    """
    if tag.is_private and not tag.is_private_creator and not tag.is_group_length:
        entry = dictionary.private_entry_of(tag, creator) if creator is not None else None
        return usual_choice(entry.vr) if entry is not None else None
    return usual_choice(dictionary.vr_of(tag))


@dataclass(frozen=True, eq=False)
class Codec:
    """Reads any bytes into a tree and writes a tree's bytes; immutable.

    Parameters
    ----------
    vrs
        The VR rows.
    syntaxes
        The transfer syntaxes by UID.
    limits
        Limits on the work.
    vr_of
        ``vr_of(tag, creator)``: the VR of an element without a VR in its header, or None.
    engine
        The engine: ``"compiled"`` (code emitted from it) or ``"reference"`` (the structs themselves).
    file
        The grammar over these rows and syntaxes, if another codec has made it.
    """

    vrs: VRTable = VRS
    syntaxes: Mapping[str, TransferSyntax] = field(default_factory=lambda: SYNTAXES)
    limits: Limits = Limits()
    vr_of: VROf = standard_vr_of
    engine: str = CompiledEngine.name
    file: FileGrammar | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"no engine {self.engine!r}: one of {', '.join(ENGINES)}")
        if self.file is None or self.file.vrs is not self.vrs or self.file.syntaxes is not self.syntaxes:
            object.__setattr__(self, "file", FileGrammar(self.vrs, self.syntaxes))

    def __deepcopy__(self, memo: dict[int, Any]) -> Codec:
        """The codec itself, since it is immutable."""
        return self

    def __reduce__(self) -> Any:
        """Pickle the parts; an unpickled codec is made once a process, `STANDARD` without parts."""
        return _unpickled, (self._parts,)

    @cached_property
    def _parts(self) -> bytes:
        if self is STANDARD:
            return b""
        syntaxes = None if self.syntaxes is SYNTAXES else dict(self.syntaxes)
        return pickle.dumps((self.vrs, syntaxes, self.limits, self.vr_of, self.engine))

    @cached_property
    def can_be_pickled(self) -> bool:
        """Whether it can be pickled: not with lambdas or local functions, also those in constructs."""
        try:
            _ = self._parts
        except (pickle.PicklingError, AttributeError, TypeError):
            return False
        return True

    def __repr__(self) -> str:
        """One line, for the signatures of functions with a default codec."""
        rows, syntaxes = len(self.vrs), len(self.syntaxes)
        return f"<Codec of {rows} VRs and {syntaxes} transfer syntaxes, {self.engine}>"

    @property
    def _file(self) -> FileGrammar:
        assert self.file is not None
        return self.file

    @cached_property
    def grammar(self) -> DataSetGrammar:
        """The data set constructs over this codec's VR rows."""
        return self._file.data_set

    @cached_property
    def encodings(self) -> Encodings:
        """The encodings by transfer syntax UID."""
        return self._file.encodings

    @cached_property
    def reference(self) -> ReferenceEngine:
        """The engine that interprets the grammar."""
        return self._file.reference

    @cached_property
    def compiled(self) -> CompiledEngine:
        """The engine that runs code emitted from the grammar; compiled at the first access."""
        return self._file.compiled

    @property
    def bound(self) -> Bound:
        """Dictionary and limits for the compiled engine, with the additions of the current context."""
        added = dictionary.additions()
        return self._usual_bound if added is dictionary.NO_ADDITIONS else self._bound_with(added)

    @cached_property
    def _usual_bound(self) -> Bound:
        """The same without additions to the dictionary."""
        return self.compiled.bind(**self._parameters)

    @cached_property
    def _bounds(self) -> dict[int, tuple[dictionary.Additions, Bound]]:
        return {}

    def _bound_with(self, added: dictionary.Additions) -> Bound:
        known = self._bounds.get(id(added))
        if known is None or known[0] is not added:
            known = added, self.compiled.bind(**self._parameters)
            if len(self._bounds) >= KEPT_BOUNDS:
                self._bounds.clear()
            self._bounds[id(added)] = known
        return known[1]

    def read_data_set(self, data: bytes, layout: Layout, start: int = 0) -> list[Row]:
        """The rows of a bare data set in one layout; content of defined length stays unopened.

        `start` is the offset of the first byte.
        """
        later = UnreadLevel(data, start, start + len(data), Reading(data, self.bound, start), (layout, ELEMENTS))
        return self.compiled.compiled.read_later(later)

    def read_items(
        self, data: bytes, layout: Layout, start: int = 0, *, single: bool = False
    ) -> tuple[list[Row], int]:
        """The rows of items up to their delimiter or the end, and where they end; of the first only if `single`.

        `start` is the offset of the first byte.
        """
        return self.compiled.compiled.read_open(Reading(data, self.bound, start), (layout, ITEMS), single=single)

    def layout_of(self, data: bytes, likely: Layout) -> Layout:
        """The layout of a bare data set: the likely one, unless its headers are valid in another one only."""
        likely_order = tuple(layout for layout in LAYOUTS if layout.order is likely.order)
        evidence = self.grammar.evidence
        found = evidence.layout_at(io.BytesIO(data), 0, len(data), likely, self._vr_of_pair, likely_order)
        return found or likely

    @staticmethod
    def header_size(form: HeaderForm) -> int:
        """The size of an element header in bytes."""
        return grammar.HEADER_SIZES[form]

    def header_fields(self, form: HeaderForm, order: ByteOrder, data: bytes) -> tuple[Any, ...]:
        """The fields of an element header, in their order; `data` has as many bytes as the header takes."""
        return self.header_reader(form, order)(data)

    @staticmethod
    def header_reader(form: HeaderForm, order: ByteOrder) -> Callable[..., tuple[Any, ...]]:
        """The reader of element headers of one form: ``reader(data, start)`` gives the fields."""
        return trees.compiled_header(form, order).fields

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        return {
            "vr_of": self._vr_of_pair,
            "max_depth": self.limits.max_depth,
            "max_inflated": self.limits.max_inflated,
        }

    def encoding_for(self, uid: str) -> Encoding:
        """The encoding of a transfer syntax UID; DicomError for one that is unknown."""
        return self.encodings.for_uid(uid)

    def with_vr(self, *rows: VR) -> Codec:
        """A codec with these VRs, which replace others with the same code."""
        table = self.vrs
        for row in rows:
            table = table.with_row(row)
        return replace(self, vrs=table)

    def with_encoding(self, *rows: TransferSyntax) -> Codec:
        """A codec with these transfer syntaxes, which replace others with the same UID."""
        return replace(self, syntaxes={**self.syntaxes, **{row.uid: row for row in rows}})

    def with_limits(self, **limits: int) -> Codec:
        """A codec with other limits, by the names of `Limits`."""
        return replace(self, limits=replace(self.limits, **limits))

    def with_engine(self, engine: str) -> Codec:
        """A codec with another engine, ``"compiled"`` or ``"reference"``; ValueError for any other name."""
        return replace(self, engine=engine)

    def with_vr_of(self, vr_of: VROf) -> Codec:
        """A codec that calls `vr_of(tag, creator)` for the VR of elements without a VR in their header."""
        return replace(self, vr_of=vr_of)

    def read_tree(self, data: bytes | bytearray | memoryview, *, engine: str = "") -> Tree:
        """The tree of any byte string; never raises for what the bytes hold.

        `engine` runs another engine than the codec's own.
        """
        source = bytes(data)
        if (engine or self.engine) == ReferenceEngine.name:
            return trees.tree_of(self.parse(source, engine=ReferenceEngine.name), source)
        return trees.tree_of_record(self.read_rows(source), source)

    def look(self, data: bytes | bytearray | memoryview, *, engine: str = "") -> LookedThrough:
        """The same tree for traversal: each node is made on access and not held.

        A file of many small elements thus takes little more memory than its bytes. `read_tree` gives nodes to edit.
        """
        source = bytes(data)
        if (engine or self.engine) == ReferenceEngine.name:
            return trees.look_at_tokens(self.parse_stepwise(source), source)
        record, steps = self.compiled.read_stepwise(source, self.bound)
        return trees.look_at_rows(record, steps, source)

    def parse_stepwise(self, data: bytes) -> Any:
        """The container that the structs make of any byte string, whose data set is read as one goes."""
        return self.reference.read_stepwise(data, **self._parameters)

    def parse(self, data: bytes, *, engine: str = "") -> Any:
        """The container that the grammar makes of any byte string; `read_tree` gives its nodes."""
        return self.evaluator(engine).read(data, **self._parameters)

    def read_rows(self, data: bytes, lazy: Lazy = Lazy.NO) -> Record:
        """The fields of a file as the compiled engine reads them; `lazy` says what is left unread."""
        return self.compiled.read_rows(data, self.bound, lazy)

    def evaluator(self, engine: str = "") -> ReferenceEngine | CompiledEngine:
        """The engine of that name, or the codec's own."""
        return self.reference if (engine or self.engine) == ReferenceEngine.name else self.compiled

    def _vr_of_pair(self, tag: tuple[int, int]) -> str | None:
        return self.vr_of(Tag(tag), None)

    def write_tree(self, tree: Tree) -> bytes:
        """The bytes of a tree: as read, but for what was edited."""
        return trees.written(tree)

    def rebuild(self, tree: Tree, *, engine: str = "") -> bytes:
        """The bytes of a tree encoded anew from its fields, values included; the source is not looked at."""
        out = io.BytesIO()
        self.rebuild_to(out, tree, engine=engine)
        return out.getvalue()

    def rebuild_to(self, out: Any, tree: Tree, *, engine: str = "") -> None:
        """Write the same bytes to a file piece by piece; an unedited deflate stream is written as it is."""
        tree = self._as_written(tree)
        self.evaluator(engine).write_to(out, self._container(tree))

    def rebuild_data_set_to(self, out: Any, tree: Tree) -> None:
        """Write the data set of a tree, encoded anew from its fields: of a deflated one, what is to be deflated."""
        tokens = self._tokens(self._as_written(tree).data_set)
        self.grammar.data_set(LAYOUT_BY_NAME[tree.coding.layout]).build_stream(tokens, out)

    def _as_written(self, tree: Tree) -> Tree:
        """The tree of what is written: of an edited one, with the lengths that follow from its edits."""
        return self.read_tree(self.write_tree(tree)) if tree.is_edited else tree

    def _container(self, tree: Tree) -> dict[str, Any]:
        return trees.container_of(tree, self._tokens(tree.meta), self._tokens(tree.data_set))

    def _tokens(self, data_set: list[Node]) -> Iterator[Any]:
        return trees.nested(
            (
                seen.depth,
                trees.token_of(seen.node, trees.relaid(seen.meaning) if seen.meaning else seen.node.raw),
            )
            for seen in self.with_meanings(data_set)
        )

    def encode_data_set(self, tree: Tree) -> bytes:
        """The data set of a tree encoded anew from its fields: of a deflated one, what is to be deflated."""
        out = io.BytesIO()
        self.rebuild_data_set_to(out, tree)
        return out.getvalue()

    def meanings(self, tree: Tree) -> Iterator[Meaning]:
        """Every element with its VR, character sets and byte order, in file order."""
        return trees.meanings(tree, self.vrs, self.vr_of)

    def with_meanings(self, data_set: list[Node]) -> Iterator[Seen]:
        """Every node of one data set of a tree, in file order, each element with its meaning."""
        return trees.with_meanings(data_set, self.vrs, self.vr_of)

    def standard_elements(self, nodes: list[Node], wanted: Callable[[BaseTag], bool]) -> Iterator[Meaning]:
        """The standard elements among nodes side by side whose tag is wanted, with the default character set."""
        return trees.standard_elements(nodes, wanted, self.vrs, self.vr_of)

    def meaning(self, tree: Tree, node: Node) -> Meaning:
        """The meaning of one element; DicomError for another node."""
        if node.kind is not Kind.ELEMENT:
            raise DicomError("only an element has a value", path=node.path, found=node.kind.value)
        return trees.meaning_of(tree, node, self.vrs, self.vr_of)

    def set_value(self, tree: Tree, node: Node, value: Any) -> None:
        """Give an element another Python value; only it, the lengths around it and group lengths change.

        Its header is that of its VR from then on, as where a data set assigns. The file is not encoded anew:
        another Transfer Syntax UID changes no data set, and another Specific Character Set no text.

        Parameters
        ----------
        tree, node
            The element, and the tree that it stands in.
        value
            What a value of its VR is; a list of several.

        Raises
        ------
        UnwritableValue
            When the value does not fit its VR or its length field; `path` names the element.
        DicomError
            When the node is no element.
        """
        trees.assign(tree, self.meaning(tree, node), value)

    def insert_element(
        self, tree: Tree, tag: Any, value: Any, *, vr: str | None = None, holder: Node | None = None
    ) -> Node:
        """Put an element into a tree, in the order of tags.

        Parameters
        ----------
        tree
            A tree of `read_tree`.
        tag
            A tag, as `dicomconstruct.Tag` takes it.
        value
            What a value of the VR is; a list of several.
        vr
            The VR; what the dictionary says unless given.
        holder
            The item whose data set it belongs to; None for the outermost data set, or the file meta group for a
            tag of group 2.

        Returns
        -------
        Node
            The element.

        Raises
        ------
        UnwritableValue
            When the value does not fit the VR.
        DicomError
            When the VR is unknown, an element of that tag is there already, or `holder` is no item.
        """
        tag = Tag(tag)
        siblings = trees.level_of(tree, holder, tag)
        scope = trees.scope_of(tree, siblings, holder, self.vrs, self.vr_of)
        code = vr or scope.known_vr(tag)
        if code is None or code not in self.vrs:
            raise DicomError("no such VR" if code else "the VR is unknown", path=str(tag), found=code)
        return trees.insert(tree, holder, tag, self.vrs[code], value, scope.character_sets)

    @staticmethod
    def delete_node(tree: Tree, node: Node) -> None:
        """Take an element or an item out of a tree of `read_tree`; the lengths around it follow.

        Raises
        ------
        DicomError
            When the node is neither, or not of this tree.
        UnwritableValue
            When the data set was not inflated to its end, so that writing it would lose the rest.
        """
        trees.take_out(tree, node)


ENGINES = (CompiledEngine.name, ReferenceEngine.name)
"""The engines by name; both read the same from the same bytes."""

STANDARD = Codec(file=StandardGrammar())
"""The codec of the standard: 34 VRs, the transfer syntaxes of PS3.6, its dictionary, default limits."""


@lru_cache(maxsize=64)
def _unpickled(parts: bytes) -> Codec:
    if not parts:
        return STANDARD
    vrs, syntaxes, limits, vr_of, engine = pickle.loads(parts)
    syntaxes = SYNTAXES if syntaxes is None else syntaxes
    return replace(STANDARD, vrs=vrs, syntaxes=syntaxes, limits=limits, vr_of=vr_of, engine=engine)
