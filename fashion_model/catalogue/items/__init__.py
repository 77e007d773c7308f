"""Items: current state, history, search, near-duplicates and actions."""
