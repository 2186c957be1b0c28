"""What neighbors report to one another."""
