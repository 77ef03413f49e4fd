"""Images from arrays: grey and colour, written, compressed, read again."""

import sys
import warnings
from pathlib import Path

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.pixels import apply_modality_lut, apply_windowing, convert_color_space, pixel_array
from pydicom.uid import ExplicitVRLittleEndian, RLELossless, SecondaryCaptureImageStorage

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])


def captured(image, photometric, bits):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID, ds.SOPInstanceUID = SecondaryCaptureImageStorage, "1.2.3"
    ds.PatientName, ds.PatientID, ds.Modality = "Capture^Test", "1", "OT"
    ds.ConversionType = "WSD"
    ds.Rows, ds.Columns = image.shape[:2]
    ds.SamplesPerPixel = image.shape[2] if image.ndim == 3 else 1
    if ds.SamplesPerPixel > 1:
        ds.PlanarConfiguration = 0
    ds.PhotometricInterpretation = photometric
    ds.BitsAllocated = image.dtype.itemsize * 8
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, bits - 1, int(image.dtype.kind == "i")
    ds.PixelData = image.tobytes()
    return ds


grey = (np.arange(30 * 21).reshape(30, 21) % 4096).astype("<u2")
signed = (np.arange(35).reshape(5, 7) - 17).astype("<i2")
colour = (np.arange(5 * 7 * 3).reshape(5, 7, 3) * 2 % 256).astype("u1")
for name, image, photometric, bits in (
    ("grey", grey, "MONOCHROME2", 12),
    ("signed", signed, "MONOCHROME2", 16),
    ("colour", colour, "RGB", 8),
):
    ds = captured(image, photometric, bits)
    if name == "grey":
        ds.RescaleSlope, ds.RescaleIntercept, ds.WindowCenter, ds.WindowWidth = 2, -100, 300, 500
    ds.save_as(folder / f"{name}.dcm", enforce_file_format=True)
    again = dcmread(folder / f"{name}.dcm")
    print(
        name,
        again["PixelData"].VR,
        len(again.PixelData),
        again["PixelData"],
        np.array_equal(again.pixel_array, image),
    )
    print(
        np.array_equal(pixel_array(folder / f"{name}.dcm"), image), again.pixel_array.shape, again.pixel_array.dtype
    )
    if name == "grey":
        print(
            apply_modality_lut(again.pixel_array, again)[:2, :5], apply_windowing(again.pixel_array, again)[:1, :5]
        )
    if name == "colour":
        print(convert_color_space(again.pixel_array, "RGB", "YBR_FULL")[0, :3].tolist())
    again.pixel_array_options(decoding_plugin="pydicom")
    again.compress(RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    print(
        again.file_meta.TransferSyntaxUID.name,
        again["PixelData"].VR,
        again["PixelData"].is_undefined_length,
        np.array_equal(again.pixel_array, image),
    )
    again.save_as(folder / "rle.dcm")
    rle = dcmread(folder / "rle.dcm")
    rle.pixel_array_options(decoding_plugin="pydicom")
    print(len(list(generate_frames(rle.PixelData, number_of_frames=1))), np.array_equal(rle.pixel_array, image))
    rle.decompress(decoding_plugin="pydicom", generate_instance_uid=False)
    print(
        rle.file_meta.TransferSyntaxUID.name,
        rle["PixelData"].VR,
        np.array_equal(rle.pixel_array, image),
        rle.PixelData[:10],
    )
    print(str(rle).rpartition("-" * 49)[2])
ds = captured(grey, "MONOCHROME2", 12)
ds.set_pixel_data(signed.astype("u1"), "MONOCHROME1", 8, generate_instance_uid=False)
print(ds)
print(encapsulate([b"abc", b"defg"]))
