"""One gate in the database for all processes: whose turn it is to ask a service, by its quota and by how it does."""
