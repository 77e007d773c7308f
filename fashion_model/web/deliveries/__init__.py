"""The Deliveries page: drop area, plan, progress and item lists."""
