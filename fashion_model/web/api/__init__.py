"""The REST API, a file a subject."""
