"""Pure decisions of syncing."""
