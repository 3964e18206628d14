"""Filling an athlete with sample data, and taking it out again."""

from paceline.samples.service.filling import find_sample, prepare, start_sample
from paceline.samples.service.removing import Removed, has_own_data, remove_sample
from paceline.samples.service.views import sample_out, samples_out

__all__ = [
    "Removed",
    "find_sample",
    "has_own_data",
    "prepare",
    "remove_sample",
    "sample_out",
    "samples_out",
    "start_sample",
]
