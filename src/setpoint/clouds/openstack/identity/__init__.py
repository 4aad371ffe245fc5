"""Who we are to a cloud: credentials for a token, a token's renewal, and the catalogue that comes with it."""
