"""Analysis: model folders, score files, votes and studies, read for pages and reports."""
