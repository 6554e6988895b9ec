import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import { parseJson } from "@safepassage/core";
import type { AgreementText } from "@safepassage/message";
import type { History, State } from "@safepassage/schema";

/** What all situations share: the invented agencies and countries. */
export interface Parties {
  readonly states: Readonly<Record<string, State>>;
  /** Facts of each agency, as a registry lists them, by name. */
  readonly parties: Readonly<Record<string, { readonly entity: string } & Record<string, unknown>>>;
}

/** A case as an agency has it, and what may be sent of it. See packages/vectors/data/situations/README.md. */
export interface Situation {
  readonly id: string;
  readonly title: string;
  readonly now: string;
  /** Name of the agency that sends. */
  readonly sender: string;
  readonly agreement: Omit<AgreementText, "profiles">;
  readonly request: DraftRequest;
  /** What both sides know of earlier messages. Left out: nothing. */
  readonly history?: Partial<History>;
  readonly expect: Expected;
  /** What goes wrong where one thing is different. */
  readonly otherwise: readonly Otherwise[];
}

/** What must come out. A path is `group/field`, of the request's body. */
export interface Expected {
  readonly verdict: string;
  readonly eraseBy: string;
  readonly conditions: readonly string[];
  readonly sent: readonly string[];
  /** By path: what is sent instead of a finer value, and why, for the guide. */
  readonly coarser: Readonly<
    Record<string, { readonly to: readonly Value[]; readonly why: string }>
  >;
  /** By path: the code of the policy's reason, or the rule that keeps it back; and why, for the guide. */
  readonly withheld: Readonly<Record<string, { readonly by: string; readonly why: string }>>;
}

/** A value of a field. */
export interface Value {
  readonly f: string;
  readonly v: unknown;
}

/** The same situation with one thing changed. */
export interface Otherwise {
  /** What is different, as a sentence. */
  readonly says: string;
  /** What to do then, as a sentence. */
  readonly then: string;
  /** JSON Patch on the situation, with `add`, `remove` and `replace`. */
  readonly patch: readonly PatchOperation[];
  readonly expect: {
    /** Whether anything is sent. */
    readonly sent: boolean;
    /** Paths that stay behind beside those of the situation. */
    readonly withheld?: readonly string[];
    /** Paths that are sent coarser, and were sent whole. */
    readonly coarser?: readonly string[];
    /** Paths that are sent, and stayed behind. */
    readonly also?: readonly string[];
    /** Rules that refuse it, or the code of the check that stops it. */
    readonly refusedBy?: readonly string[];
  };
}

/** One operation of RFC 6902. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

/** The agencies, and the situations in the order of the guide. */
export function readSituations(root: string): {
  readonly parties: Parties;
  readonly situations: readonly Situation[];
} {
  const folder = join(root, "packages/vectors/data/situations");
  const read = (name: string): unknown => parseJson(readFileSync(join(folder, name), "utf8"));
  const names = readdirSync(folder).filter((name) => /^\d\d-.*\.json$/.test(name));
  return {
    parties: read("parties.json") as Parties,
    situations: names.sort().map((name) => read(name) as Situation),
  };
}
