"""What a data set is written as, and what is warned of meanwhile."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from dicomconstruct import Dataset, dcmwrite


def written(ds: Dataset) -> bytes:
    """A data set as a file in the DICOM File Format."""
    buffer = io.BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


@contextmanager
def told() -> Iterator[list[str]]:
    """The warnings of a block, in the list when it is left."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found: list[str] = []
        yield found
        found += [str(one.message) for one in caught]
