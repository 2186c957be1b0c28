"""Telegram: the only folder that knows aiogram and the Bot API."""
