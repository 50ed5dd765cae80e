"""Watching: subscriptions, alerts with their review, the public page and its feed."""
