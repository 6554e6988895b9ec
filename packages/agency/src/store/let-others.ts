/** Lets requests be answered that have come meanwhile: work that is long is done in steps, and this goes between two of them. */
export const letOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** After so many steps of long work others are let in. What one message takes has fewer. */
export const STEPS = 64;
