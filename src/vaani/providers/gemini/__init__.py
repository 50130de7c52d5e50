"""Which vendor is this? Google Gemini: language models, by its own interface."""
