"""Samples: two synthetic athletes with two years of training each, as real files, marked as samples and removable in one step."""
