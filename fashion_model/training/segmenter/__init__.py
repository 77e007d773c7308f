"""Segmenter: rendered scenes and the training of the network."""
