"""Which vendor is this? Anthropic: language models, by its own Messages interface."""
