"""Public appeals for help by police, labelled official."""
