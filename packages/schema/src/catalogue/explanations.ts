import changes from "./data/changes.json" with { type: "json" };
import words from "./data/explanations.json" with { type: "json" };

/** What pages say of the entries of the catalogue, by their ids. Nothing is judged by it. */
export interface Explanations {
  /** What each rule checks. */
  readonly rules: Readonly<Record<string, string>>;
  /** Where each condition holds, and what keeps it from being misused. */
  readonly conditions: Readonly<
    Record<string, { readonly text: string; readonly safeguard: string }>
  >;
  /** Why each purpose may hold its fields. */
  readonly purposes: Readonly<Record<string, string>>;
  /** What is to be known of a field beside its type; of most there is nothing. */
  readonly fields: Readonly<Record<string, string>>;
}

/** One difference between the catalogue and the report it was taken from. */
export interface CatalogueChange {
  /** Data file or rule concerned. */
  readonly where: string;
  readonly change: string;
  readonly reason: string;
}

/** What pages say of the entries. A function, as {@link catalogueChanges} is, and for the same reason. */
export function explanations(): Explanations {
  return words;
}

/**
 * How the catalogue differs from the domain report it was taken from, with reasons. Only pages ask for
 * it: as a function it stays out of what a browser loads to judge a message.
 */
export function catalogueChanges(): readonly CatalogueChange[] {
  return changes.changes;
}
