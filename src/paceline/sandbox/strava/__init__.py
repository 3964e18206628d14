"""Strava as a client meets it: consent page, token rotation, lists, details, streams, quota, webhooks, and their oddities.

What it does is what was seen on the wire or what Strava's documents say; `docs/howto/sandbox.md` lists what is inferred.
"""
