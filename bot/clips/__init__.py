"""Files that owners sent: intake, custody, purge."""
