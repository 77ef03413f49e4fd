"""Readers and writers of single parts of a file, streams, buffers: what only programs written for pydicom call."""
