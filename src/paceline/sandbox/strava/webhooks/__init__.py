"""Webhooks: the one subscription of the application, events, and their delivery by the stand-in's clock."""
