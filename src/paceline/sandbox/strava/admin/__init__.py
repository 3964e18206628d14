"""The stand-in's own side: its ledger of the truth, and the handles by which tests and people move it."""
