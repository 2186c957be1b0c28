"""Police departments, their jurisdictions and their verified officers."""
