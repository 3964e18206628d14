"""What carries the product: database, jobs, web, settings, secrets, clock. No product rule lives here.

A module stands alone as long as it is one, so there are more of them than in a slice.
"""
