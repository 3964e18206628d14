"""Paceline: a self-hosted AI endurance coach for runners and cyclists."""

__version__ = "0.1.0"
