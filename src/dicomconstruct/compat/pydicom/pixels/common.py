"""Face of pydicom.pixels.common."""

from dicomconstruct.pixels.coder import CoderBase
from dicomconstruct.pixels.runner import PhotometricInterpretation, RunnerBase

__all__ = ["CoderBase", "PhotometricInterpretation", "RunnerBase"]
