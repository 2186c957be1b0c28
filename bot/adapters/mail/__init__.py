"""Mail: the platform that only speaks. Nothing else imports aiosmtplib."""
