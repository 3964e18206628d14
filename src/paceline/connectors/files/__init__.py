"""Device files and archives: bytes in, neutral records out."""
