"""Face of pydicom.waveforms.numpy_handler."""

from dicomconstruct.grammar.samples import WAVEFORM_SAMPLES
from dicomconstruct.waveforms import generate_multiplex, multiplex_array

HANDLER_NAME = "Numpy Waveform"
HAVE_NP = True
DEPENDENCIES = {"numpy": ("https://numpy.org/", "NumPy")}
WAVEFORM_DTYPES = {
    described: f"{'u' if samples.typecode.isupper() else ''}int{described[0]}"
    for described, samples in WAVEFORM_SAMPLES.items()
}


def is_available() -> bool:
    """True: waveforms can always be decoded."""
    return True


__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_NP",
    "WAVEFORM_DTYPES",
    "generate_multiplex",
    "is_available",
    "multiplex_array",
]
