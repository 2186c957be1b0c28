"""The web: pages, and whether the house is well."""
