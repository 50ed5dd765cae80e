"""Who can act, receive or be denied: states, organisations, laboratories, networks, alliances, groups, people."""
