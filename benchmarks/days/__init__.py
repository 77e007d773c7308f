"""Two people's days in a real browser, each saved row held against what was shown."""
