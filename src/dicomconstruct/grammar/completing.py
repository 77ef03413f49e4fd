"""`DicomFile.build` from plain dicts, and from containers whose values were changed.

A file is a plain dict: ``{"preamble": ..., "meta": [...], "data_set": [...]}``, an element
``{"tag": ..., "vr": ..., "value": ...}``, or ``"items"`` or ``"fragments"`` in place of the value. Header forms,
lengths, delimiters, the group length of the file meta group and the decisions of the grammar follow from it.

>>> from dicomconstruct.grammar import DicomFile
>>> DicomFile.build({"data_set": [{"tag": (0x0010, 0x0010), "vr": "PN", "value": "Doe^Jane"}]}).hex(" ")
'10 00 10 00 50 4e 08 00 44 6f 65 5e 4a 61 6e 65'
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from construct import Container

from dicomconstruct.errors import DicomError, GrammarError
from dicomconstruct.grammar import authoring
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.headers import largest_length
from dicomconstruct.grammar.kinds import PADDING_CHARACTERS
from dicomconstruct.grammar.layouts import CONTENTS, EXPLICIT_LE, LAYOUT_BY_NAME, LAYOUTS, Layout
from dicomconstruct.grammar.primitives import (
    DELIMITING_GROUP,
    META_GROUP,
    META_GROUP_LENGTH,
    PREAMBLE_LENGTH,
    TRANSFER_SYNTAX_UID,
)
from dicomconstruct.grammar.syntaxes import TransferSyntax, uid_in
from dicomconstruct.grammar.vrs import VR, HeaderForm, VRTable
from dicomconstruct.tag import Tag
from dicomconstruct.values import CharacterSets

FILE_KEYS = ("leading", "preamble", "prefix", "meta", "layout", "data_set")
DECISIONS = ("meta_layout", "declared", "wrapper", "evidence")
"""Fields of a parsed container that a plain dict lacks."""
ELEMENT_KEYS = ("tag", "vr", "value", "items", "fragments", "undefined_length")
CONTENT_KEYS = ("value", "items", "fragments")
ITEM_KEYS = ("elements", "undefined_length")
SPECIFIC_CHARACTER_SET = (0x0008, 0x0005)
HINT = "see docs/how-to/build-files.md"

Steps = Generator[Any, Any, Any]
"""A generator that yields generators and is sent their results, so that nesting takes no recursion."""


def result_of(steps: Steps) -> Any:
    """Run a generator of steps and give its result."""
    pending, result = [steps], None
    while pending:
        try:
            pending.append(pending[-1].send(result))
            result = None
        except StopIteration as done:
            pending.pop()
            result = done.value
    return result


class FileCompleter:
    """Completes files over a table of VRs and a table of transfer syntaxes."""

    def __init__(
        self,
        vrs: VRTable,
        syntaxes: Mapping[str, TransferSyntax],
        build_data_set: Callable[[Layout, Sequence[Any]], bytes],
    ) -> None:
        self._vrs = vrs
        self._syntaxes = syntaxes
        self._build_data_set = build_data_set

    def __call__(self, wanted: Any, parameters: Mapping[str, Any]) -> Any:
        """The container of a whole file.

        Parameters
        ----------
        wanted
            A container as `DicomFile` parses it, or a plain dict.
        parameters
            Context parameters; ``vr_of(tag)`` gives the VR of an element without one.

        Raises
        ------
        GrammarError
            Naming what is missing, unknown or contradicts something else.
        """
        if not isinstance(wanted, Mapping):
            raise GrammarError("a file is built from a dict or a container", hint=HINT)
        try:
            return self._completed(wanted, parameters)
        except DicomError:
            raise
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise GrammarError(
                f"what is given makes no file: {type(error).__name__}: {error}", hint=HINT
            ) from error

    def _completed(self, wanted: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
        missing = [name for name in DECISIONS if name not in wanted]
        if not missing:
            return self._with_right_lengths(wanted)
        if len(missing) < len(DECISIONS):
            raise GrammarError("the container lacks a field that it was parsed with", path=missing[0])
        _check_keys(wanted, FILE_KEYS, "")
        if "data_set" not in wanted:
            raise GrammarError("the data set is missing", path="data_set", hint=HINT)
        vr_of = parameters.get("vr_of")
        meta = self._meta(wanted["meta"], vr_of) if wanted.get("meta") is not None else None
        uid = uid_in(_value_of(meta or (), TRANSFER_SYNTAX_UID))
        syntax = self._syntax(uid, wanted, has_meta=meta is not None)
        layout = _layout_of(wanted.get("layout", syntax.layout))
        if syntax.deflated and layout is not syntax.layout:
            raise GrammarError(f"a deflated data set is {syntax.layout}", path="layout", hint=HINT)
        data_set = result_of(self._elements(wanted["data_set"], layout, CharacterSets.of(None), vr_of, "data_set"))
        made = authoring.file_container(syntax, data_set, None)
        if meta is not None:
            made |= {"meta": meta, **authoring.OPENING}
        made |= {name: wanted[name] for name in ("leading", "preamble", "prefix") if name in wanted}
        if len(made["preamble"]) not in (0, PREAMBLE_LENGTH):
            found = f"{len(made['preamble'])} bytes"
            raise GrammarError(f"a preamble has {PREAMBLE_LENGTH} bytes, not {found}", path="preamble", hint=HINT)
        return {**made, "declared": uid, "layout": layout}

    def _with_right_lengths(self, container: Any) -> Any:
        """A container as it was parsed; where values were changed, with their lengths and those around them.

        Raises
        ------
        GrammarError
            Where a length was wrong before, or tokens that a length counts were inserted, or deleted before others.
        """
        if container["layout"] not in LAYOUTS or container["meta_layout"] not in LAYOUTS:
            raise GrammarError("no such layout", path="layout", hint=f"one of {', '.join(LAYOUT_BY_NAME)}")
        changed: dict[str, Any] = {}
        for name in ("meta", "data_set"):
            tokens = container[name]
            is_stream = name == "data_set" and container["wrapper"] != PLAIN
            held = tokens["content"] if is_stream else tokens
            if not isinstance(held, list | tuple):
                continue
            inside, _, _ = result_of(_right(held, name, None, enclosed=False))
            if is_stream and tokens.get("compressed") is not None:
                if self._build_data_set(container["layout"], inside) != tokens.get("inflated"):
                    changed[name] = {**tokens, "compressed": None, "content": inside}
            elif inside is not held:
                changed[name] = {**tokens, "content": inside} if is_stream else inside
        return {**container, **changed} if changed else container

    def _syntax(self, uid: str | None, wanted: Mapping[str, Any], *, has_meta: bool) -> TransferSyntax:
        if uid is not None and uid in self._syntaxes:
            return self._syntaxes[uid]
        if "layout" in wanted or not has_meta:
            layout = _layout_of(wanted.get("layout", EXPLICIT_LE))
            return TransferSyntax("", implicit=layout.implicit, little_endian=layout.little_endian)
        raise GrammarError(
            "the file meta group names no transfer syntax that is known", path="meta", hint="or give a layout"
        )

    def _meta(self, wanted: Any, vr_of: Any) -> list[Any]:
        """The elements of the file meta group, its group length first (PS3.10 7.1)."""
        elements = [dict(one) for one in _listed(wanted, "meta")]
        tags = [_tag_of(one, f"meta[{place}]") for place, one in enumerate(elements)]
        for place, (group, _) in enumerate(tags):
            if group != META_GROUP:
                raise GrammarError("an element of another group", path=f"meta[{place}].tag", hint=HINT)
        said = [
            one
            for one, tag in zip(elements, tags, strict=True)
            if tag != META_GROUP_LENGTH or not one.keys() <= {"tag", "vr"}  # without a value it is computed
        ]
        counted = len(said) < len(elements) or META_GROUP_LENGTH not in tags
        tokens: list[Any] = result_of(self._elements(said, EXPLICIT_LE, CharacterSets.of(None), vr_of, "meta"))
        return (
            [authoring.group_length_element(EXPLICIT_LE, META_GROUP_LENGTH, tokens), *tokens] if counted else tokens
        )

    def _elements(self, wanted: Any, layout: Layout, charsets: CharacterSets, vr_of: Any, path: str) -> Steps:
        """The tokens of elements."""
        plain = _listed(wanted, path)
        for place, one in enumerate(plain):
            if _tag_of(one, f"{path}[{place}]") == SPECIFIC_CHARACTER_SET:
                terms = one.get("value")
                terms = str(terms, "latin-1") if isinstance(terms, bytes) else terms
                charsets = CharacterSets.of(terms.strip(PADDING_CHARACTERS) if isinstance(terms, str) else terms)
        made = []
        for place, one in enumerate(plain):
            at = f"{path}[{place}]"
            made.append(one if "header" in one else (yield self._element(one, layout, charsets, vr_of, at)))
        return made

    def _element(
        self, wanted: Mapping[str, Any], layout: Layout, charsets: CharacterSets, vr_of: Any, path: str
    ) -> Steps:
        _check_keys(wanted, ELEMENT_KEYS, path)
        contents = [name for name in CONTENT_KEYS if name in wanted]
        if len(contents) > 1:
            raise GrammarError(f"an element has one of {' and '.join(contents)}", path=path, hint=HINT)
        tag = _tag_of(wanted, path)
        if tag[0] == DELIMITING_GROUP:
            raise GrammarError("items and delimiters follow from the items given", path=f"{path}.tag", hint=HINT)
        row = self._row(wanted, tag, layout, vr_of, path)
        if "fragments" in wanted and "undefined_length" not in wanted:
            return authoring.fragments(layout, tag, row, wanted["fragments"])
        value = wanted.get("items", wanted.get("value"))
        if "items" in wanted or (row.holds_items and not isinstance(value, bytes)):
            if row.is_unknown:
                raise GrammarError(
                    "items under UN have no VRs (PS3.5 6.2.2): give them as bytes", path=path, hint=HINT
                )
            undefined = bool(wanted.get("undefined_length", False))
            items = []
            for place, one in enumerate(_listed(value or [], path)):
                items.append((yield self._item(one, layout, charsets, vr_of, f"{path}[{place}]")))
            return authoring.sequence(layout, tag, row, items, undefined=undefined)
        if "undefined_length" in wanted:
            raise GrammarError("only items have or lack an undefined length", path=path, hint=HINT)
        if "value" not in wanted:
            raise GrammarError("an element has a value, items or fragments", path=f"{path}.value", hint=HINT)
        raw = value if isinstance(value, bytes) else row.kind.encode(value, layout.order, charsets)
        return authoring.element(layout, tag, row, raw)

    def _item(self, wanted: Any, layout: Layout, charsets: CharacterSets, vr_of: Any, path: str) -> Steps:
        undefined = False
        if isinstance(wanted, Mapping):
            _check_keys(wanted, ITEM_KEYS, path)
            undefined = bool(wanted.get("undefined_length", False))
            wanted = wanted.get("elements", [])
        tokens = yield self._elements(wanted, layout, charsets, vr_of, path)
        return authoring.item(layout, tokens, undefined=undefined)

    def _row(self, wanted: Mapping[str, Any], tag: tuple[int, int], layout: Layout, vr_of: Any, path: str) -> VR:
        code = wanted.get("vr") or (vr_of(tag) if vr_of is not None else None)
        if code is None and layout.implicit and isinstance(wanted.get("value"), bytes):
            return next(row for row in self._vrs.values() if row.is_unknown)
        if code is None:
            raise GrammarError("the VR is missing", path=f"{path}.vr", hint=HINT)
        if code not in self._vrs:
            raise GrammarError(f"no such VR: {code!r}", path=f"{path}.vr", hint=HINT)
        return self._vrs[code]


def _layout_of(wanted: Any) -> Layout:
    layout = LAYOUT_BY_NAME.get(wanted) if isinstance(wanted, str) else wanted
    if not isinstance(layout, Layout):
        raise GrammarError("no such layout", path="layout", hint=f"one of {', '.join(LAYOUT_BY_NAME)}")
    return layout


def _check_keys(wanted: Mapping[str, Any], known: tuple[str, ...], path: str) -> None:
    for name in wanted:
        if name not in known:
            raise GrammarError(f"unknown: {name!r}", path=path or str(name), hint=f"one of {', '.join(known)}")


def _listed(wanted: Any, path: str) -> Sequence[Any]:
    if isinstance(wanted, str | bytes | Mapping) or not isinstance(wanted, Sequence):
        raise GrammarError("a list is needed here", path=path, hint=HINT)
    return wanted


def _tag_of(wanted: Any, path: str) -> tuple[int, int]:
    if not isinstance(wanted, Mapping):
        raise GrammarError("an element is a dict or a container", path=path, hint=HINT)
    if "header" in wanted:
        return wanted["header"]["group"], wanted["header"]["element"]
    if "tag" not in wanted:
        raise GrammarError("the tag is missing", path=f"{path}.tag", hint=HINT)
    try:
        tag = Tag(wanted["tag"])
    except (ValueError, TypeError, OverflowError) as error:
        raise GrammarError(f"no tag: {wanted['tag']!r}", path=f"{path}.tag", hint=HINT) from error
    return tag.group, tag.element


def _value_of(tokens: Sequence[Any], tag: tuple[int, int]) -> bytes | None:
    values = (bytes(one["value"]) for one in tokens if (one["header"]["group"], one["header"]["element"]) == tag)
    return next(values, None)


def _right(tokens: Sequence[Any], path: str, start: int | None, *, enclosed: bool) -> Steps:
    """The tokens with right lengths, or the same list where nothing was changed; their growth; where they ended.

    `start` is where they begin; `enclosed` says that a length counts them.
    """
    made, growth, here = [], 0, start
    for place, token in enumerate(tokens):
        at = f"{path}[{place}]"
        if enclosed and token.get("offset", -1) != here:
            raise GrammarError("tokens were put in or taken out, which the length around them contradicts", path=at)
        one, more, here = yield _right_token(token, at, enclosed)
        made.append(one)
        growth += more
    is_changed = any(one is not token for one, token in zip(made, tokens, strict=True))
    return made if is_changed else tokens, growth, here


def _right_token(token: Any, path: str, is_inside: bool) -> Steps:
    """A token with the right length, by how much it grew, and where it ended before."""
    body, start = token["body"], token.get("value_offset")
    if start is None:
        return token, 0, None
    if body.content in CONTENTS:
        children = token.get("children") or []
        is_defined = body.end is not None
        inside, growth, end = yield _right(children, path, start, enclosed=is_inside or is_defined)
        if inside is children:
            return token, 0, end
        grown = Container(token, children=inside)
        if growth and is_defined and token["header"]["length"] != end - start:
            said = f"{token['header']['length']} for {end - start}"
            raise GrammarError(f"a value inside was changed, and the length was wrong: {said}", path=path)
        return (_lengthened(grown, growth, path) if is_defined else grown), growth, end
    if "value" not in token or body.end is None:
        return token, 0, start
    before, now = body.end - start, len(token["value"])
    if before == now:
        return token, 0, body.end
    if token.get("header") is None:
        return Container(token), now - before, body.end
    if token["header"]["length"] != before:
        raise GrammarError(
            f"the value has {now} bytes, and its length was wrong: {token['header']['length']} for {before}",
            path=path,
        )
    return _lengthened(token, now - before, path), now - before, body.end


def _lengthened(token: Any, growth: int, path: str) -> Any:
    length = token["header"]["length"] + growth
    form = token.get("form", HeaderForm.IMPLICIT)
    if length > largest_length(form):
        raise GrammarError("the value is too long for its length field", path=path)
    return Container(token, header=Container(token["header"], length=length))
