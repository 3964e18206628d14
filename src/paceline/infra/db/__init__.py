"""PostgreSQL: one engine a process, two doors to the data, migrations."""
