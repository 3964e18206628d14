<<<<<<< HEAD
"""What sync does."""
=======
"""Load, decide, save: what is done with connections and sessions."""
>>>>>>> 66f29c7 (sync: Plan the next step, read lists by keyset, and move sessions by a table.)
