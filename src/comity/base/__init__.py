"""The ground floor: messages, errors, quantities, clock. Standard library only."""
