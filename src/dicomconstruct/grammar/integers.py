"""Integers of the byte layout in either byte order (PS3.5 7.1.1, 7.3)."""

from __future__ import annotations

from construct import Construct, Int16ub, Int16ul, Int32ub, Int32ul

from dicomconstruct.grammar.primitives import ByteOrder


def int16(order: ByteOrder) -> Construct:
    """A 16-bit unsigned integer, such as a group number or a short length field."""
    return Int16ul if order is ByteOrder.LITTLE else Int16ub


def int32(order: ByteOrder) -> Construct:
    """A 32-bit unsigned integer, such as a long length field."""
    return Int32ul if order is ByteOrder.LITTLE else Int32ub
