"""What happens at the provider while an application is connected: each change as JSON, by hand or in the middle of a request."""
