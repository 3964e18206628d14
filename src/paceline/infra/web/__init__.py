"""HTTP plumbing: who asks, problem+json, caching headers, paging, idempotency. No product rule."""
