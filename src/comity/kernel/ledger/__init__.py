"""The node's own log: what happened is committed to, in one order, and nobody can rewrite it unseen."""
