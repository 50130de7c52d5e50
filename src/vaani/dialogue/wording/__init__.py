"""From speech acts to sentences, in English and Hindi."""
