/**
 * What becomes of a message that waits in an earlier state of a database: it counts as posted. It may have gone out since, and what is
 * withdrawn of it has to be withdrawn from its recipient too.
 */
export const PERHAPS_POSTED = { state: "sending", posted: 1 } as const;

/** The state of a message that was never posted, and waits. */
export const WAITING = "queued";
