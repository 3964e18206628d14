"""OAuth as Strava does it: the consent page, codes, and pairs of tokens that rotate."""
