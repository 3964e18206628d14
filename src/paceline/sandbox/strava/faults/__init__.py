"""The faults that only this service knows, besides those of any service; and plans made of both from a seed."""
