import type { Codes, ListedBasis } from "./codes.generated.ts";

/** Name of a list that is short enough for its codes to be a type. */
export type ShortList = keyof Codes;

/** A code of a short list of the catalogue. */
export type Code<List extends ShortList> = Codes[List];

/**
 * A legal basis: one that the catalogue lists, a point of it, or a provision of national law that an
 * agreement names.
 */
export type LegalBasis =
  | ListedBasis
  // The intersection keeps the compiler from dropping listed bases that are points of others.
  | (`${ListedBasis}(${string}` & Record<never, never>)
  | `NAT-${string}#${string}`;
