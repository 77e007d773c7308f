"""Error analysis: nearest training pictures, near-duplicates and occlusion maps."""
