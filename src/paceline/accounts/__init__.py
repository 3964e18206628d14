"""Who may sign in: accounts, browser sign-ins, tokens of programs, API tokens, invites, one-time links."""
