"""Photos and clips for everybody: washed in a process that can do nothing else, kept as files under random names."""
