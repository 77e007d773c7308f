"""The Catalogue page: search, list, item history and changes."""
