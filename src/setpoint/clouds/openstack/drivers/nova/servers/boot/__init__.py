"""What a server is given to run at its first boot, beside its own user data. Nothing here is imported."""
