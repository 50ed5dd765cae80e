"""The plan to start from."""
