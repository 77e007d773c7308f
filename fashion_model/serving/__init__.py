"""Serving: model folder and photo to category and decision, without TensorFlow."""
