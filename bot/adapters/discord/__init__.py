"""Discord: hears interactions and direct messages, renders what the house says. Nothing else imports discord.py."""
