"""Collaborative exercises, from plan to report."""
