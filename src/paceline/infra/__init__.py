"""What carries the product: database, jobs, web, settings, secrets, clock. No product rule lives here."""
