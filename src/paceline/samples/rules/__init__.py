"""The model of the sample athletes: pure functions of a seed and a last day. See `docs/science/sample-athletes.md`."""
