"""The Error gallery: cards, pictures, votes and judgements."""
