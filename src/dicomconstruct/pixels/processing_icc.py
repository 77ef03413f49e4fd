"""Colour management: pixels through the ICC profile of their data set (PS3.3 C.11.15), by Pillow."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomconstruct.errors import DicomError, MissingElement, WrongType

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset

Array = np.ndarray[Any, Any]

SPACES = {"SRGB": "sRGB", "LAB": "LAB", "XYZ": "XYZ"}
"""Colour spaces that Pillow has profiles for, by their names in capitals."""
MODES = {"LAB": "LAB"}
"""How Pillow calls pixels of a space where they are not RGB."""
INTENTS = (0, 1, 2, 3)
"""Perceptual, relative colorimetric, saturation, absolute colorimetric."""
CHANNELS = 3


def _pillow(module: str, purpose: str) -> Any:
    try:
        return import_module(f"PIL.{module}")
    except ImportError as error:
        raise ImportError(f"Pillow is required to {purpose}: pip install pillow") from error


def create_icc_transform(
    ds: Dataset | None = None,
    icc_profile: bytes = b"",
    intent: int | None = None,
    color_space: str | None = None,
) -> Any:
    """The change of colours from an ICC profile to a colour space, for `apply_icc_profile`.

    Parameters
    ----------
    ds
        Has ICC Profile, and maybe Color Space.
    icc_profile
        The profile itself, instead of `ds`.
    intent
        The rendering intent, 0 to 3; None for that of the profile.
    color_space
        ``sRGB``, ``LAB`` or ``XYZ``; None for Color Space of the data set, or sRGB.

    Returns
    -------
    PIL.ImageCms.ImageCmsTransform

    Raises
    ------
    ImportError
        Without Pillow.
    MissingElement
        Where the data set has no ICC Profile.
    DicomError
        Where neither or both of `ds` and `icc_profile` are given, the intent or the colour space is unknown, or
        nothing can be made of the profile.
    """
    cms = _pillow("ImageCms", "create a color transformation object")
    if ds is None and not icc_profile:
        raise DicomError("Either 'ds' or 'icc_profile' must be supplied")
    if ds is not None and icc_profile:
        raise DicomError("Only one of 'ds' and 'icc_profile' should be used, not both")
    if ds is not None and ds.get("ICCProfile") is None:
        raise MissingElement("No (0028,2000) 'ICC Profile' element was found in 'ds'")
    space = _space_of(ds, color_space)
    if intent is not None and intent not in INTENTS:
        raise DicomError(f"Invalid 'intent' value '{intent}', must be 0, 1, 2 or 3")
    try:
        profile = cms.ImageCmsProfile(io.BytesIO(icc_profile if ds is None else ds.ICCProfile))
        return cms.ImageCmsTransform(
            profile,
            cms.ImageCmsProfile(cms.createProfile(space)),
            "RGB",
            MODES.get(space, "RGB"),
            intent=cms.getDefaultIntent(profile) if intent is None else intent,
        )
    except (OSError, cms.PyCMSError) as error:
        raise DicomError(f"nothing can be made of the (0028,2000) 'ICC Profile': {error}") from error


def _space_of(ds: Dataset | None, color_space: str | None) -> str:
    if color_space is not None:
        if color_space.upper() not in SPACES:
            raise DicomError(f"Unsupported 'color_space' value '{color_space}', must be 'sRGB', 'LAB' or 'XYZ'")
        return SPACES[color_space.upper()]
    said = None if ds is None else ds.get("ColorSpace")
    if said and str(said).upper() not in SPACES:
        raise DicomError(
            f"The (0028,2002) 'Color Space' value '{said}' is not supported by Pillow, please use the "
            "'color_space' argument to specify a supported value"
        )
    return SPACES[str(said).upper()] if said else SPACES["SRGB"]


def apply_icc_profile(
    arr: Array,
    ds: Dataset | None = None,
    transform: Any = None,
    intent: int | None = None,
    color_space: str | None = None,
) -> Array:
    """Change the colours of pixels by an ICC profile, in place.

    Parameters
    ----------
    arr
        8-bit RGB pixels: (rows, columns, 3) or (frames, rows, columns, 3).
    ds
        Has the profile.
    transform
        What `create_icc_transform` gave, instead of `ds`.
    intent, color_space
        Those of `create_icc_transform`, for `ds`.

    Returns
    -------
    numpy.ndarray
        `arr`.

    Raises
    ------
    ImportError
        Without Pillow.
    WrongType
        Where the samples have not 8 bits without sign.
    DicomError
        Where neither or both of `ds` and `transform` are given, the array has another shape, or for what
        `create_icc_transform` raises.
    """
    image = _pillow("Image", "apply an ICC profile to an ndarray")
    if ds is None and transform is None:
        raise DicomError("Either 'ds' or 'transform' must be supplied")
    if ds is not None and transform is not None:
        raise DicomError("Only one of 'ds' and 'transform' should be used, not both")
    if arr.ndim not in (3, 4):
        raise DicomError(f"The ndarray must have 3 or 4 dimensions, not {arr.ndim}")
    if arr.shape[-1] != CHANNELS:
        raise DicomError(
            "Invalid ndarray shape, must be (rows, columns, 3) or (frames, rows, columns, 3), not "
            f"{tuple(map(int, arr.shape))}"
        )
    if transform is None:
        transform = create_icc_transform(ds, intent=intent, color_space=color_space)
    if arr.dtype != np.uint8:
        raise WrongType("an ICC profile is for samples of 8 bits without sign", found=str(arr.dtype))
    for frame in arr if arr.ndim == 4 else arr[np.newaxis]:
        frame[...] = np.asarray(transform.apply(image.fromarray(np.ascontiguousarray(frame))))
    return arr
