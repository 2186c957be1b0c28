"""Points, areas, distances, places and what a stranger may see of them."""
