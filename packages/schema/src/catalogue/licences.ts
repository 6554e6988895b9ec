import licences from "./data/licences.json" with { type: "json" };

/** Under what terms codes of a list may be used. */
export interface Licence {
  /** Name of the licence, or what is known instead of one. */
  readonly name: string;
  readonly holder: string;
  readonly note: string;
}

/** All licences of code lists, by id. */
export const LICENCES: Readonly<Record<string, Licence>> = licences.licences;

/** Ids of the licences of each code list: several where it draws on several sources. */
export const LIST_LICENCES: Readonly<Record<string, readonly string[]>> = licences.lists;
