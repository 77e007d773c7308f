"""The Review page: queue, item, answers and bulk accept."""
