"""What can go wrong on the way, scripted: a plan says which request meets which fault."""
