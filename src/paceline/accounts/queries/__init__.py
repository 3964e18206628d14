"""All SQL of accounts. The tables belong to the second door; entering by a credential is one function call."""
