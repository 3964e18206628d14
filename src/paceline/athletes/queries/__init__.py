"""All SQL of the athletes slice. Rows are those of the session's athlete, by row-level security."""
