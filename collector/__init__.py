"""The network: sources, the polite HTTP client, the schedule. Writes posts and sightings to the store."""
