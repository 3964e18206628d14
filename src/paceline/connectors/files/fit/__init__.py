"""FIT files: bytes in, neutral records out. Import `decode_fit` from `.decode`, so that the package itself costs nothing."""
