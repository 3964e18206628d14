"""The API proper: athletes, activities, streams, gear."""
