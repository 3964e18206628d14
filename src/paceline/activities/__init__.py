"""Activities: what their sources say, what that makes of them, their streams, duplicates and deletion."""
