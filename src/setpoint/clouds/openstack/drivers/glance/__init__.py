"""Images: what the image service has."""
