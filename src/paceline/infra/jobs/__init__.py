"""The job queue: Procrastinate wakes, our own state tables hold the truth."""
