"""From the bytes of a photo to the 28×28 picture that the network knows."""
