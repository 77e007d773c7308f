"""Study: small networks compared on validation data."""
