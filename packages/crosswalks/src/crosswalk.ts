import { CrosswalkError } from "./crosswalk-error.ts";
import ctdc from "./data/ctdc.json" with { type: "json" };
import dpv from "./data/dpv.json" with { type: "json" };
import ilo from "./data/ilo.json" with { type: "json" };
import niem from "./data/niem.json" with { type: "json" };

/** Standards with a crosswalk. */
export const STANDARDS = ["ctdc", "niem", "ilo", "dpv"] as const;
export type Standard = (typeof STANDARDS)[number];

/**
 * How a value of a standard that is close to one of our codes relates to it. A judgement of this
 * project, except that `same` in {@link CodeMapping} is proven by a test.
 *
 * `equal`: other words for the same. `broader`: holds more than our code, so that something is lost.
 * `narrower`: says more than our code. `overlaps`: neither holds the other.
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

/** One of our code lists beside a list of the standard: an entry for every code of ours. */
export interface ListMapping {
  /** Name of the list in {@link Crosswalk.targets}. */
  readonly target: string;
  readonly codes: Readonly<Record<string, CodeMapping>>;
}

/** A list of a standard. Each value is reached by a code, reached by a rule, or unreached. */
export interface TargetList {
  readonly values: readonly string[];
  /** Label of a value, where the standard has one that differs. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Values that no code leads to, but a rule of the export. */
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
  /** What of the source was read, and what was not. */
  readonly read: string;
  readonly targets: Readonly<Record<string, TargetList>>;
  /** By name of our code list. `legal_basis` has the bases that purposes and message types admit. */
  readonly lists: Readonly<Record<string, ListMapping>>;
}

/**
 * The crosswalk to a standard, as data.
 *
 * @throws {@link CrosswalkError} `CROSSWALK_STANDARD_UNKNOWN`.
 */
export function crosswalk(standard: Standard): Crosswalk {
  const found = Object.hasOwn(ALL, standard) ? ALL[standard] : undefined;
  if (found === undefined) throw new CrosswalkError("CROSSWALK_STANDARD_UNKNOWN", "no such name");
  return found;
}

/**
 * What becomes of a code of one of our lists in a standard, or `undefined` where the list has no
 * counterpart there or the code is not in the list.
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
