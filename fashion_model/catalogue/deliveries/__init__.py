"""Deliveries: files, matching to items, progress and undo."""
