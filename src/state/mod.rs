//! What the desk remembers: the items that feeds showed, recent fingerprints, and how
//! both come back from Kafka.
