"""Data sets, elements and values written to a stream without a file around them, by the encoders that files have.

The stream says in which encoding: it has the attributes ``is_implicit_VR`` and ``is_little_endian``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.hooks import codec_of
from dicomconstruct.dataelem.raw import convert_raw_data_element
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.data_set_writer import DataSetWriter
from dicomconstruct.dataset.element_writer import ElementWriter
from dicomconstruct.dataset.encoding_choice import determined
from dicomconstruct.dataset.file_bytes import GROUP_LENGTH_TAG, meta_group
from dicomconstruct.dataset.file_meta import validate_file_meta
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.kinds import STRUCT_TYPECODES, Text, numbers
from dicomconstruct.grammar.layouts import EXPLICIT_LE, Layout
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.parts.streams import layout_of
from dicomconstruct.tree.levels import size_of, written_out
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.values import CharacterSets, joined
from dicomconstruct.values.encodings import Encodings, character_sets_of

SPACE = " "


def write_dataset(
    fp: Any, dataset: Dataset, parent_encoding: Encodings = None, *, codec: Codec | None = None
) -> int:
    """Write a data set without preamble and file meta information (PS3.5 7).

    Parameters
    ----------
    fp
        A stream; one that does not say its encoding is written to in that of the data set.
    dataset
        The data set, which may hold the elements of a command.
    parent_encoding
        The character sets of its text, as names of Python codecs, unless it says its own.
    codec
        What to write it with; None for what it was read with, or the standard one.

    Returns
    -------
    int
        How many bytes were written.

    Raises
    ------
    AttributeError
        When the encoding is not known, or which of a choice of VRs an element has.
    UnwritableValue
        For a value that its VR or length field cannot hold; nothing has been written then.
    UnexplainedBytes
        For what was read besides elements and has no form in the encoding; nothing has been written then.
    """
    layout = layout_of(fp)
    if layout is None:
        try:
            layout = determined(dataset, None)
        except ValueError as error:
            raise AttributeError("'fp.is_implicit_VR' and 'fp.is_little_endian' attributes are required") from error
    writer = DataSetWriter(codec_of(dataset) if codec is None else codec, layout)
    pieces = writer.write(dataset, character_sets_of(parent_encoding))
    return _written(fp, pieces)


def _written(fp: Any, pieces: list[bytes]) -> int:
    for piece in written_out(pieces):
        fp.write(piece)
    return size_of(pieces)


def write_data_element(
    fp: Any, elem: DataElement | RawDataElement, encodings: Encodings = None, *, codec: Codec = STANDARD
) -> None:
    """Write an element, of a sequence with all items (PS3.5 7.1).

    Parameters
    ----------
    fp
        A stream that says its encoding.
    elem
        The element.
    encodings
        The character sets of its text, as names of Python codecs; None for those it was read in, or else for the
        default repertoire.
    codec
        What to write it with.

    Raises
    ------
    NotImplementedError
        When its VR is unknown.
    UnwritableValue
        For a value that its VR or length field cannot hold; nothing has been written then.
    AttributeError
        When the stream does not say its encoding.
    """
    element = convert_raw_data_element(elem, encoding=encodings) if isinstance(elem, RawDataElement) else elem
    if element.VR not in codec.vrs and CHOICE not in element.VR:
        raise NotImplementedError(f"write_data_element: unknown Value Representation '{element.VR}'")
    around = Dataset._of({element.tag: element}, None)
    pieces = DataSetWriter(codec, _layout(fp)).write(around, _charsets(element, encodings))
    _written(fp, pieces)


def _layout(fp: Any) -> Layout:
    return Layout.of(fp.is_implicit_VR, fp.is_little_endian)


def _charsets(element: DataElement, encodings: Encodings) -> CharacterSets:
    """The character sets of an element's text: those given, or those it was read in."""
    source = element._source
    if encodings is None and source is not None:
        read: CharacterSets = source.character_sets
        return read
    return character_sets_of(encodings)


def write_sequence(fp: Any, elem: DataElement, encodings: Encodings = None, *, codec: Codec = STANDARD) -> None:
    """Write the items of a sequence without its header and delimiter (PS3.5 7.5).

    Parameters and errors are those of `write_data_element`.
    """
    writer = DataSetWriter(codec, _layout(fp))
    around = Dataset._of({elem.tag: elem}, None)
    writer.write(around, _charsets(elem, encodings))
    _written(fp, writer.items(elem.value, around))


def write_sequence_item(fp: Any, dataset: Dataset, encodings: Encodings = None, *, codec: Codec = STANDARD) -> None:
    """Write an item of a sequence, with its delimiter where it has the undefined length (PS3.5 7.5.1).

    Parameters and errors are those of `write_data_element`.
    """
    writer = DataSetWriter(codec, _layout(fp))
    writer.write(dataset, character_sets_of(encodings))
    _written(fp, writer.items([dataset], None))


def write_file_meta_info(
    fp: Any, file_meta: Dataset, enforce_standard: bool = True, *, codec: Codec = STANDARD
) -> None:
    """Write file meta information (PS3.10 7.1), in explicit VR and little endian.

    Parameters
    ----------
    fp
        A stream, or any file.
    file_meta
        The elements. A group length is made right; under `enforce_standard` one is put in, and what else this
        implementation knows.
    enforce_standard
        Whether all has to be there that a file has to have.
    codec
        What to write it with.

    Raises
    ------
    ValueError
        When there are elements of other groups than 2.
    AttributeError
        When an element is missing that only the caller can know.
    """
    validate_file_meta(file_meta, enforce_standard)
    if enforce_standard or GROUP_LENGTH_TAG in file_meta:
        counted, pieces = meta_group(file_meta, codec)
        file_meta[GROUP_LENGTH_TAG] = counted[GROUP_LENGTH_TAG]
    else:
        pieces = DataSetWriter(codec, EXPLICIT_LE).write(file_meta)
    _written(fp, pieces)


# Value fields by themselves


def write_value(fp: Any, elem: DataElement, encodings: Encodings = None) -> None:
    """Write the value field of an element, padded, as its VR has it (PS3.5 6.2).

    Parameters
    ----------
    fp
        A stream that says its byte order.
    elem
        The element.
    encodings
        As for `write_data_element`.

    Raises
    ------
    UnwritableValue
        For a value that its VR cannot hold.
    ValueError
        When the value is a buffer that cannot be read.
    """
    writer = ElementWriter(STANDARD, Layout.of(False, fp.is_little_endian))
    _written(fp, [writer.value_field(elem, _charsets(elem, encodings))])


def write_numbers(fp: Any, elem: DataElement, struct_format: str) -> None:
    """Write binary numbers (PS3.5 6.2).

    Parameters
    ----------
    fp
        A stream that says its byte order.
    elem
        The element; its VR is not looked at, unless it is a LUT descriptor.
    struct_format
        The letter that the `struct` module has for such a number.

    Raises
    ------
    OSError
        When the value is no such number.
    """
    kind = numbers(STRUCT_TYPECODES.get(struct_format, struct_format))
    writer = ElementWriter(STANDARD, Layout.of(False, fp.is_little_endian))
    try:
        data = writer.value_field(elem, character_sets_of(None), kind)
    except UnwritableValue as error:
        raise OSError(f"{error}\nfor data_element:\n{elem}") from error
    fp.write(data)


def write_string(fp: Any, elem: DataElement, padding: str = SPACE) -> None:
    """Write text of the default repertoire, padded with a character; all else as for `write_value`."""
    kind = STANDARD.vrs[elem.VR].kind if elem.VR in STANDARD.vrs else None
    if padding == SPACE or not isinstance(kind, Text):
        write_value(fp, elem)
        return
    data = replace(kind, pad=padding.encode("ascii")).encode(
        elem.value, ByteOrder.of(fp.is_little_endian), character_sets_of(None)
    )
    fp.write(data)


def multi_string(val: Any) -> str:
    """Values as one text with backslashes between them (PS3.5 6.4)."""
    return joined(val)
