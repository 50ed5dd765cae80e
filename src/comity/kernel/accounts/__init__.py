"""Sign-in, the roles that a person holds for a party, invitations, tokens, and the acting `Actor`."""
