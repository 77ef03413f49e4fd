"""The plugins that decode frames: each a module with `is_available`, `DECODER_DEPENDENCIES` and `_decode_frame`."""
