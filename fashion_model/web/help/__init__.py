"""The Help page: what the program can do and cannot, good and bad photos."""
