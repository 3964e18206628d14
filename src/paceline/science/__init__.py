"""Training science: pure functions, one a published method, each with its reference. Flat: a module a subject, found by its name."""
