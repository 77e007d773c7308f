"""Metrics, calibration, comparisons and error lists; pure NumPy and pandas."""
