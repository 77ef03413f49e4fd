"""An enhanced multi-frame image: its functional groups read, changed and written."""

import sys
import warnings
from pathlib import Path

import numpy as np
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels import iter_pixels, pixel_array

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
ds = dcmread(get_testdata_file("eCT_Supplemental.dcm"))
print(ds.NumberOfFrames, ds.SOPClassUID.name, ds.pixel_array.shape, int(ds.pixel_array.sum()))
print(ds.SharedFunctionalGroupsSequence[0])
for group in ds.PerFrameFunctionalGroupsSequence:
    print([element.keyword for element in group])
    group.FrameContentSequence = [Dataset()]
    group.FrameContentSequence[0].FrameComments = "seen"
ds.save_as(folder / "enhanced.dcm")
again = dcmread(folder / "enhanced.dcm")
print(
    again == ds, [group.FrameContentSequence[0].FrameComments for group in again.PerFrameFunctionalGroupsSequence]
)
print(np.array_equal(pixel_array(folder / "enhanced.dcm", index=1), again.pixel_array[1]))

frames = dcmread(get_testdata_file("emri_small.dcm"))
stack = frames.pixel_array
print(stack.shape, stack.dtype, frames.NumberOfFrames)
half = stack[::2]
frames.PixelData = half.tobytes()
frames.NumberOfFrames = len(half)
frames.save_as(folder / "half.dcm")
print(np.array_equal(dcmread(folder / "half.dcm").pixel_array, half))
print([frame.shape for frame in iter_pixels(folder / "half.dcm", indices=[0, 2])])
packed = dcmread(get_testdata_file("emri_small_RLE.dcm"))
print(len(list(generate_frames(packed.PixelData, number_of_frames=10))), np.array_equal(packed.pixel_array, stack))
