"""On which terms an owner may be asked: limits on us, quiet hours, standing no. Nothing in here can say yes."""
