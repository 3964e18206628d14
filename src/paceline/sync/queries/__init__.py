"""All SQL of syncing."""
