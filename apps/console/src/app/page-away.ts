/** A page, or its words, did not come from the gateway. */
export class PageAway extends Error {}
