"""The Rules page: threshold, promise, codes and exits."""
