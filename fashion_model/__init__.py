"""Put clothing items into the right category from a photo."""

__version__ = "0.1.0"
