/**
 * Kind of the event that the journal knows a message to be erased which the database does not hold: it was put back to an
 * earlier state. `ref` is the digest. If the message comes again, it is erased at once.
 */
export const ERASED_BEFORE = "erasedBefore";
