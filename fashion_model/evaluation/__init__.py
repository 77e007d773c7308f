"""Labels and probabilities to metrics and lists of errors; pure NumPy and pandas."""
