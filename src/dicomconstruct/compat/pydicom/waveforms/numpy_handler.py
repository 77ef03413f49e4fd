"""Face of pydicom.waveforms.numpy_handler."""

from dicomconstruct.waveforms import generate_multiplex, multiplex_array

__all__ = ["generate_multiplex", "multiplex_array"]
