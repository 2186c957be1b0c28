"""How fast the product is, as ratios against named rivals measured in the same run. A command, never a test."""
