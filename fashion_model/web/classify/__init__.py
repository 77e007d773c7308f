"""The Classify page: drops, suggestions and saving."""
