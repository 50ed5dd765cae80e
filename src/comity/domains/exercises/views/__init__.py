"""Pages of this room: each reads by queries, writes by services, and touches no table."""
