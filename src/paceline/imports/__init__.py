"""Imports: durable batches of files, archives and folders; watched folders; taking a batch back."""
