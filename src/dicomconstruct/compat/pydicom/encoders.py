"""Face of pydicom.encoders, which pydicom 4 leaves out."""

from dicomconstruct.compat.pydicom._moved import PIXELS, moved

__getattr__ = moved("pydicom.encoders", {PIXELS: ["get_encoder"], f"{PIXELS}.encoders": ["RLELosslessEncoder"]})
