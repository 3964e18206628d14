"""All SQL of activities, a module a topic."""
