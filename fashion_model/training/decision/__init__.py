"""Decision: weights of the mixture, calibration, threshold and scope."""
