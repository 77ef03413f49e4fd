"""Constructs that construct itself lacks, independent of DICOM.

`Decision` is a field of no bytes that keeps the answer of a rule, so that writing repeats the choice that
reading made; `Known` and `Copied` are decisions that were made before. `Extent` holds as many bytes as
a length field declares and the input has. `Nested` reads and writes a tree of any depth without recursion,
from tokens that open and close levels.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from construct import (
    Construct,
    ConstructError,
    Container,
    ListContainer,
    StreamError,
    Struct,
    Subconstruct,
    Switch,
    evaluate,
    stream_seek,
    stream_size,
    stream_tell,
    stream_write,
)

from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.alternatives import (
    CLOSE as CLOSE,
    Alternative,
    Ending,
    Foreseen,
    Key,
    Marked,
    Place,
    Unanswered,
    look_ahead as look_ahead,
)

HEADERS_AHEAD = 3
"""How many headers in a row a rule may look at behind a level, to tell where that ends."""
AGAIN = "\0"
"""Answer of a level's rule: the rule moved the end of the level; try the alternatives again."""

Rule = Callable[[BinaryIO, Any], Any]


def scope_in(context: Any, **fields: Any) -> Container:
    """A context inside another one, as construct's own Struct makes it, with `fields` to look up."""
    return Container(
        _=context,
        _params=context._params,
        _root=context.get("_root", context),
        _parsing=context._parsing,
        _building=context._building,
        _sizing=context._sizing,
        **fields,
    )


class Decision(Construct):
    """A field of no bytes, found by a rule when reading and kept with the other fields.

    Parses into what `foreseen` knows, else into whatever ``rule(stream, context)`` answers; the rule may look ahead
    but leaves the stream where it was. Builds nothing: the kept answer steers the fields after it. Size: 0.
    """

    def __init__(self, rule: Rule, foreseen: Foreseen | None = None) -> None:
        super().__init__()
        self.rule = rule
        self.foreseen = foreseen

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> Any:
        here = stream_tell(stream, path)
        if self.foreseen is not None:
            try:
                return self.foreseen.answer(stream, context, stream_size(stream))
            except KeyError:
                pass
        answer = self.rule(stream, context)
        if stream_tell(stream, path) != here:
            stream_seek(stream, here, 0, path)
        return answer

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:  # noqa: ARG002
        return obj

    def _sizeof(self, context: Any, path: str) -> int:  # noqa: ARG002
        return 0


class Known(Decision):
    """A field of no bytes that was known when the level chose the token: ``context.<name>`` there."""

    def __init__(self, name: str) -> None:
        super().__init__(self._take)
        self.name_in_scope = name

    def _take(self, stream: BinaryIO, context: Any) -> Any:  # noqa: ARG002
        return context._[self.name_in_scope]


class Copied(Decision):
    """A field of no bytes that is made of the value of a token of an earlier nested structure.

    Parameters
    ----------
    tokens
        The earlier field.
    key
        The values of the key's fields in the token's header.
    meaning
        Makes the answer of the value of the first such token; called with None if there is no such token.
    """

    def __init__(self, tokens: str, key: tuple[Any, ...], meaning: Callable[[bytes | None], Any]) -> None:
        super().__init__(self._take)
        self.tokens = tokens
        self.key = key
        self.meaning = meaning

    def _take(self, stream: BinaryIO, context: Any) -> Any:  # noqa: ARG002
        return self.meaning(context[self.tokens].value_of(self.key))


class Extent(Construct):
    """The bytes that a length field declares, as far as they exist.

    Parses into ``bytes``: as many as `marked` says where its marker stands, else ``length(stream, context)`` of
    them, none without such a rule, less where the enclosing level or the input ends before. Never allocates more
    than is there. Builds exactly the bytes given, whatever the length field says: a wrong length stays wrong.
    Raises nothing on short input. Size: undefined.
    """

    def __init__(self, length: Rule | None, marked: Marked | None = None) -> None:
        super().__init__()
        self.length = length
        self.marked = marked

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> bytes:  # noqa: ARG002
        marked = self.marked
        if marked is not None and look_ahead(stream, len(marked.marker), skip=marked.offset) == marked.marker:
            return stream.read(marked.length)
        return stream.read(0 if self.length is None else max(0, self.length(stream, context)))

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:  # noqa: ARG002
        stream_write(stream, obj, len(obj), path)
        return obj


class Tokens(ListContainer):
    """The tokens of one level, in order."""

    def value_of(self, key: tuple[Any, ...]) -> bytes | None:
        """The value of the first token whose header begins with these fields, or None."""
        for token in self:
            header = token.get("header")
            if header is not None and tuple(islice(plain_values(header), len(key))) == key:
                return bytes(token["value"])
        return None


def plain_values(container: Container) -> Iterator[Any]:
    """The fields of a container without construct's private entries."""
    return (value for name, value in container.items() if not name.startswith("_"))


@dataclass(slots=True)
class Frame:
    """One open level while reading: its end and its tokens so far.

    Parameters
    ----------
    key
        The key of the level in the grammar.
    end
        Offset at which the level ends at the latest.
    has_length
        Whether a length field says where it ends; otherwise a delimiter does, and `end` is the parent's.
    owner
        The token that opened the level, or None for the outermost.
    """

    key: Any
    end: int
    has_length: bool
    owner: Any
    parent: Frame | None
    depth: int
    children: list[Any] = field(default_factory=Tokens)

    @property
    def previous(self) -> Any:
        """The token before this place, or None at the beginning of the level."""
        return self.children[-1] if self.children else None


class Level(NamedTuple):
    """The grammar of one level of a nested structure: alternatives, rule, tokens.

    Parameters
    ----------
    rule
        ``rule(stream, context)`` with ``context.frame``, asked where no alternative fits: the name of the token at
        this place, whose known fields it puts into the context; `CLOSE`, or `AGAIN`. It appends the names of what
        it did to ``context.recovery``.
    tokens
        The construct of each token, by that name. Its container has a field ``body``; where ``body.key``
        names a level, that level follows the token, and ``body.end`` says where it ends (None: where a
        delimiter says so).
    closing
        Names of the tokens after which the level ends.
    alternatives, ending
        The alternatives in the order in which they are tried, and where the level ends.
    """

    rule: Rule
    tokens: Mapping[str, Construct]
    closing: frozenset[str]
    alternatives: tuple[Alternative, ...] = ()
    ending: Ending = Ending()

    def choose(self, place: Place, context: Any, *, tried: bool = False) -> str:
        """The name of the token at a place, or `CLOSE`; the fields that are known of it go into the context.

        `tried` says that no alternative fits there.
        """
        while True:
            if self.ending.closes(place):
                return CLOSE
            for alternative in () if tried or place.at >= place.end else self.alternatives:
                try:
                    known = alternative.known_at(place)
                except Unanswered:
                    continue
                if known is not None:
                    context.update(known)
                    return alternative.token
            place.stream.seek(place.at)
            name: str = self.rule(place.stream, context)
            if name != AGAIN:
                return name
            place, tried = place._replace(end=place.frame.end), False


class Step(NamedTuple):
    """A token of a nested structure and its depth."""

    depth: int
    token: Any


class Nested(Construct):
    """Tokens that open and close levels, of any depth, without recursion and in linear time.

    Parses into a ListContainer of token containers; a token that opened a level has ``children``, another
    such list, closed by its delimiter where there is one. With ``single`` it parses into one token. Builds
    the tokens in the same order, so the whole is lossless as soon as each token is. Size: undefined.

    `key` names the fields that compiled readers find tokens by.

    Context parameters: none of its own; the rules read theirs from ``context._params``.
    """

    def __init__(
        self, levels: Mapping[Hashable, Level], start: Hashable, *, single: bool = False, key: Key | None = None
    ) -> None:
        super().__init__()
        self.levels = levels
        self.start = start
        self.single = single
        self.key = key

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> Any:
        outermost = self._outermost(stream, context)
        for _ in self._steps(outermost, stream, context, path):
            pass
        if not self.single:
            return outermost.children
        if not outermost.children:
            raise StreamError("nothing of this kind stands here", path=path)
        return outermost.children[0]

    def steps(self, stream: BinaryIO, context: Any, path: str) -> Iterator[Step]:
        """The tokens in file order, each with its depth, parsed as they are asked for.

        Their ``children`` have no more than the last token: what was given is not held.
        """
        for frame in self._steps(self._outermost(stream, context), stream, context, path):
            yield Step(frame.depth, frame.children[-1])
            del frame.children[:-1]

    def _outermost(self, stream: BinaryIO, context: Any) -> Frame:
        end = context.get("end")
        if end is None:
            end = stream_size(stream)
        return Frame(self.start, end, has_length=False, owner=None, parent=None, depth=0)

    def _steps(self, outermost: Frame, stream: BinaryIO, context: Any, path: str) -> Iterator[Frame]:
        """Parse token by token; gives the level that each was added to."""
        frame: Frame | None = outermost
        # rules that closed the last level of a structure are recorded with the first token of the next one
        recovery: list[str] = context.setdefault("_recovery", [])
        while frame is not None and not (self.single and frame is outermost and outermost.children):
            level = self.levels[frame.key]
            scope = scope_in(context, frame=frame, recovery=recovery)
            place = Place(stream, stream.tell(), frame.end, frame, context._params, self.levels, self.key)
            name = level.choose(place, scope)
            stream.seek(place.at)
            if name == CLOSE:
                frame = frame.parent
                continue
            token = level.tokens[name]._parsereport(stream, scope, path)
            token["kind"] = name
            if recovery:
                token["recovery"] = tuple(recovery)
                recovery.clear()
            frame.children.append(token)
            body = token["body"]
            inner = frame
            if body.key in self.levels:
                has_length = body.end is not None
                end = body.end if has_length else frame.end
                inner = Frame(body.key, end, has_length, token, frame, frame.depth + 1)
                token["children"] = inner.children
            yield frame
            frame = frame.parent if inner is frame and name in level.closing else inner

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:
        pending = [(self.start, iter([obj] if self.single else obj))]
        while pending:
            key, tokens = pending[-1]
            token = next(tokens, None)
            if token is None:
                pending.pop()
                continue
            scope = scope_in(context)
            built = self.levels[key].tokens[token["kind"]]._build(token, stream, scope, path)
            if isinstance(built, Container) and built is not token:
                built.clear()  # a context, which contexts inside it hold: it would keep the value for the collector
            if token["body"].key in self.levels:
                pending.append((token["body"].key, iter(token["children"])))
        return obj


class Wrapped(Construct):
    """Bytes that hold another construct's bytes in some form: deflated, encrypted, escaped.

    Parses the rest of the stream into the fields that `unwrap` gives and ``content``, the inner construct's
    parse of what was inside. Builds what `wrap` makes of them. Size: undefined.
    """

    def __init__(self, subcon: Construct) -> None:
        super().__init__()
        self.subcon = subcon

    def unwrap(self, data: bytes, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The fields of the wrapping, and the unwrapped bytes."""
        raise NotImplementedError

    def wrap(self, fields: Mapping[str, Any], inside: Callable[[], bytes]) -> bytes:
        """The bytes of the wrapping; `inside` builds the content where it has to be wrapped anew."""
        raise NotImplementedError

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> Any:
        fields, inside = self.unwrap(stream.read(), context._params)
        content = self.subcon._parsereport(io.BytesIO(inside), scope_in(context), path)
        return Container(**fields, content=content)

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:
        def inside() -> bytes:
            plain = io.BytesIO()
            self.subcon._build(obj["content"], plain, scope_in(context), path)
            return plain.getvalue()

        data = self.wrap(obj, inside)
        stream_write(stream, data, len(data), path)
        return obj


class Stepwise(Subconstruct):
    """A nested structure that is parsed when its tokens are asked for, plain or in a wrapping.

    Parses into the `Step` iterator of the structure inside; of a wrapping into a Container of its fields with that
    as ``content``. The stream has to stay as it is meanwhile. Builds and sizes as the construct inside.
    """

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> Any:
        return _steps_of(self.subcon, stream, context, path)


def _steps_of(construct: Construct, stream: BinaryIO, context: Any, path: str) -> Any:
    while isinstance(construct, Switch):
        construct = construct.cases.get(evaluate(construct.keyfunc, context), construct.default)
    if isinstance(construct, Wrapped):
        fields, inside = construct.unwrap(stream.read(), context._params)
        content = _steps_of(construct.subcon, io.BytesIO(inside), scope_in(context), path)
        return Container(**fields, content=content)
    return construct.steps(stream, context, path) if isinstance(construct, Nested) else iter(())


def stepwise(struct: Struct) -> Struct:
    """A structure whose last field, a nested one, is parsed when its tokens are asked for."""
    *fields, last = struct.subcons
    return Struct(*fields, last.name / Stepwise(last.subcon))


class Completing(Subconstruct):
    """A construct that can be built from less than it parses into: ``complete(obj, parameters)`` gives the rest.

    Parses into and sizes as the construct inside.
    """

    def __init__(self, subcon: Construct, complete: Callable[[Any, Mapping[str, Any]], Any]) -> None:
        super().__init__(subcon)
        self.complete = complete

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:
        whole = self.complete(obj, context._params)
        try:
            return self.subcon._build(whole, stream, context, path)
        except KeyError as error:
            raise GrammarError(f"a field is missing: {error.args[0]}") from error
        except (ConstructError, TypeError, AttributeError) as error:
            raise GrammarError(f"a field has no such value: {error}") from error


class Interpreted(Subconstruct):
    """A construct that the grammar leaves to the interpreter; the compiler emits a call of it.

    Parses into, builds from and sizes as the construct inside.
    """
