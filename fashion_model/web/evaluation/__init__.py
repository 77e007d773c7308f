"""The Evaluation page, a file a view."""
