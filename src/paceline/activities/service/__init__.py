"""What other slices may ask of activities, a module a topic.

`prepare` is pure, for the process that decodes; all others need the database. This package imports none of them, so that a decoding
child process never loads one.
"""
