"""Photos: bytes to upright pixels, garments, and what the networks see."""
