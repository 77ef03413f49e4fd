"""The plugins that encode frames: each a module with `is_available`, `ENCODER_DEPENDENCIES` and its function."""
