"""Syncing with services: connections, sessions, the state machine, webhooks, quota. A feeder of activities."""
