"""Catalogue: items, photos, suggestions and decisions in SQL."""
