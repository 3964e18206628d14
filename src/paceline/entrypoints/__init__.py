"""The only place that knows everything: command line, web, worker, and the wiring between slices."""
