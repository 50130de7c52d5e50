"""Words, numbers, dates and clock times in English, Hindi (Devanagari) and romanised Hindi.

Pure and table-driven, in both directions: what a caller said becomes values (`find_...`), values
become words that a voice can say (`spoken_...`). Nothing here knows a business or reads a clock.

Every `find_...` takes the caller's sentence as typed or recognised and gives `Found` values in the
order of the sentence, with the span of characters they cover, so that two readers never use the
same words twice.
"""
