"""What each may ask: rules in oslo.policy's language, with Heat's names and defaults, and an operator's own file."""
