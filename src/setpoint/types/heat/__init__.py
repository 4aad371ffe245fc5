"""OS::Heat types that need no cloud, where they have more to say than their schema: one type, or family, a file."""
