"""What the rest of the program may ask of imports, a module a topic: `batches`, `working`, `watching`, `storage`."""
