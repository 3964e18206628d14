"""Decisions without a database: which threshold, which zones, which weight hold on a day."""
