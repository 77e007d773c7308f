"""The Rules page: threshold, expected mistakes, codes and integrations."""
