"""Pure decisions about names, passwords, cookies, limits and the first account."""
