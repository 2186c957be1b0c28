"""The verified officers of police departments: how they join, and who is on duty."""
