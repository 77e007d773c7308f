"""Datasets, augmentation, network and training; the only room that imports TensorFlow."""
