"""What every service's client promises: the contract, its records, its errors, and how each request takes its turn."""
