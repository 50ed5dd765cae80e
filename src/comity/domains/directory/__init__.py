"""Who is who: organisations, laboratories, networks and their alliance, and how to reach them."""
