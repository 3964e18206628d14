"""What sync asks the database."""
