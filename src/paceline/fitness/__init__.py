"""Derived data: analyses, judgements, daily load and fitness, curves, records, thresholds found, forecasts."""
