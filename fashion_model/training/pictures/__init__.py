"""Pictures: preparing photos and augmenting them for training."""
