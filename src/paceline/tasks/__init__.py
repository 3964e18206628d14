"""The ledger of scheduled tasks: what ran, when and why."""
