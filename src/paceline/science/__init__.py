"""Training science: pure functions, one a published method, each with its reference."""
