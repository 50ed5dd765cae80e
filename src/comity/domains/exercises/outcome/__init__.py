"""Pages and the interface for programs about what comes of a round after its deadline."""
