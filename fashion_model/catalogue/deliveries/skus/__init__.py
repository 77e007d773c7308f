"""From photos' file names to the SKUs of their items."""
