"""Published values as data: `python -m tests.science.vectors FILE.json` checks the science against them.

An entry has `id`, `quantity`, `inputs`, `expected`, `tolerance` (absolute, one number, a list or a dict), optionally
`negative` (a known wrong value we must not reproduce), and `source`. The evaluators only translate names and units and call
the functions of `paceline.science`.
"""
