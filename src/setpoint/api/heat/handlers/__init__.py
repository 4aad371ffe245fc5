"""What answers each route, a module a part of the API. They look, ask the engine, and show."""
