"""Face of pydicom.encoders, which pydicom 4 leaves out."""

from dicomconstruct.compat.pydicom._asked_for import PIXELS, asked_for, moved

HOMES = {PIXELS: ["get_encoder"], f"{PIXELS}.encoders": ["RLELosslessEncoder"]}

__getattr__ = asked_for("pydicom.encoders", moved("pydicom.encoders", HOMES))
