"""What reviewers are shown, what they decide, and what is written down about it."""
