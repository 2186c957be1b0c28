"""What was heard: each event once, and the forms that somebody has begun to fill in."""
