"""Sync: connections to services, and bringing what is there. See docs/decisions/0013-sync.md."""
