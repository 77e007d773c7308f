"""Networks: architecture, batches, training loops and export."""
