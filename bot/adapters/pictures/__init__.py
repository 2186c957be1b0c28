"""Pictures of places. Nothing else imports Pillow."""
