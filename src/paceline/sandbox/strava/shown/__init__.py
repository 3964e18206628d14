"""How the provider shows what it knows: its JSON, with the fields it leaves out and the oddities of its numbers."""
