import { CrosswalkError } from "./crosswalk-error.ts";
import ctdc from "./data/ctdc.json" with { type: "json" };
import dpv from "./data/dpv.json" with { type: "json" };
import ilo from "./data/ilo.json" with { type: "json" };
import niem from "./data/niem.json" with { type: "json" };

/** The standards that have a crosswalk. */
export const STANDARDS = ["ctdc", "niem", "ilo", "dpv"] as const;
export type Standard = (typeof STANDARDS)[number];

/**
 * How a standard's value relates to the code of ours that it is closest to. This is our judgement; only
 * `same` in {@link CodeMapping} is proven by a test.
 *
 * - `equal`: another word for the same.
 * - `broader`: includes more than our code, so something is lost.
 * - `narrower`: says more than our code.
 * - `overlaps`: neither includes the other.
 */
export type Relation = "equal" | "broader" | "narrower" | "overlaps";

/** What becomes of one of our codes in a standard. */
export type CodeMapping =
  | { readonly to: string; readonly status: "same" }
  | {
      readonly to: string;
      readonly status: "close";
      readonly relation: Relation;
      readonly note: string;
    }
  | { readonly to: null; readonly status: "none"; readonly note: string };

/** Maps one of our code lists to a list of the standard, with an entry for each of our codes. */
export interface ListMapping {
  /** Name of the list in {@link Crosswalk.targets}. */
  readonly target: string;
  readonly codes: Readonly<Record<string, CodeMapping>>;
}

/** A list of a standard. Each value is reached by a code or by a rule, or is unreached. */
export interface TargetList {
  readonly values: readonly string[];
  /** Label of a value, if it differs from the value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Values that a rule of the export reaches, not a code. */
  readonly byRule: Readonly<Record<string, string>>;
  readonly unreached: readonly { readonly why: string; readonly values: readonly string[] }[];
}

/** The crosswalk to one standard. */
export interface Crosswalk {
  readonly standard: Standard;
  readonly title: string;
  readonly source: string;
  readonly version: string;
  readonly licence: string;
  /** Which parts of the source were read, and which were not. */
  readonly read: string;
  readonly targets: Readonly<Record<string, TargetList>>;
  /** By name of our code list. `legal_basis` has the bases that purposes and message types admit. */
  readonly lists: Readonly<Record<string, ListMapping>>;
}

/**
 * Returns the crosswalk to a standard, as data.
 *
 * @throws {@link CrosswalkError} `CROSSWALK_STANDARD_UNKNOWN`.
 */
export function crosswalk(standard: Standard): Crosswalk {
  const found = Object.hasOwn(ALL, standard) ? ALL[standard] : undefined;
  if (found === undefined) throw new CrosswalkError("CROSSWALK_STANDARD_UNKNOWN", "no such name");
  return found;
}

/**
 * Maps a code of one of our lists to a standard; `undefined` if the list has no counterpart there, or
 * does not have the code.
 *
 * @throws {@link CrosswalkError} `CROSSWALK_STANDARD_UNKNOWN`.
 */
export function mapCode(list: string, code: string, standard: Standard): CodeMapping | undefined {
  const { lists } = crosswalk(standard);
  const codes = Object.hasOwn(lists, list) ? lists[list]?.codes : undefined;
  return codes !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** Names of the 27 variables of CTDC, in the order of its codebook. */
export const CTDC_VARIABLES: readonly string[] = ctdc.variables;

/** Namespace of the human services domain of NIEM 6.0. */
export const NIEM_NAMESPACE: string = niem.namespace;

const ALL = { ctdc, niem, ilo, dpv } as unknown as Readonly<Record<Standard, Crosswalk>>;
