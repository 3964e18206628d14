"""What other slices may ask of fitness, a module a topic.

`analysis` (pure, for the process that decodes), `save`, `recompute`, `days`, `curves`, `zones`, `records`, `forecast`, `thresholds`,
`activity`, `summary`. This package imports none of them, so that a decoding child process never loads the database's.
"""
