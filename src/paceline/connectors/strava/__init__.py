"""Strava's API v3. Sources: its Swagger file, its developer pages, and what the real service was seen to answer."""
