"""Local stand-ins for Telegram, Discord and SMTP, which real clients reach over TCP. Imports nothing else of `bot`."""
