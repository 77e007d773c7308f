"""Item lists: reading, importing and exporting CSV and XLSX."""
