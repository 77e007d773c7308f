"""From a shipped model folder and a photo to a category, without TensorFlow."""
