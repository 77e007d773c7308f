"""The report: HTML, rows and model card to share."""
