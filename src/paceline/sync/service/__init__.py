"""Load, decide, save: what is done with connections and sessions."""
