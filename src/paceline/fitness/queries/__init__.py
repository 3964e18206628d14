"""All SQL of this slice, a module a table or two."""
