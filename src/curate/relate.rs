//! What an article is to what is known: new, a revision, a copy, or seen before.
