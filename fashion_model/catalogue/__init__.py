"""Who decided what, when, with which model: items, photos, suggestions and decisions."""
