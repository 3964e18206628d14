"""How a world comes to its athletes: from a seed, from recorded answers of the real service, or from records a caller hands over."""
