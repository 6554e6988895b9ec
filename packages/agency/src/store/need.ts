/** What something needs to be stored: of the room that is kept for erasing, `danger` gets half, `erasure` all, and `room` none. */
export type Need = "erasure" | "danger" | "room";
