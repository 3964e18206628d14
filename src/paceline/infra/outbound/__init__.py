"""Asking services over HTTP: one client, its failures, and how often it asks again."""
