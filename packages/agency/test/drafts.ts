import { readdirSync, readFileSync } from "node:fs";
import type { PolicyInput } from "@safepassage/policy";
import { EXCHANGE_TYPES, type History } from "@safepassage/schema";
import type * as fc from "fast-check";

/** A message with all facts by which it is judged. */
export interface KnownMessage {
  readonly id: string;
  readonly input: PolicyInput & { readonly tier: string; readonly history?: History };
}

/** How completely a generated draft meets its conditions. */
interface DraftOptions {
  readonly plain?: boolean;
  readonly generous?: boolean;
  readonly purposes?: readonly string[];
}

/** Drafts of all purposes and types, as the policy package makes them for its own tests. */
export async function arbitraryDrafts(): Promise<
  (options?: DraftOptions) => fc.Arbitrary<PolicyInput>
> {
  const made: unknown = await import(
    new URL("../../policy/test/arbitrary-message.ts", import.meta.url).href
  );
  return (made as { arbitraryInput: (options?: DraftOptions) => fc.Arbitrary<PolicyInput> })
    .arbitraryInput;
}

/** Accepted messages of the corpus that were judged by all rules: the first of each purpose and type, and all of the scenarios. */
export function acceptedMessages(): readonly KnownMessage[] {
  const scenarios = readLines("scenarios.jsonl");
  const known = new Set<string>();
  const others = readdirSync(new URL("rules/", CORPUS))
    .flatMap((name) => readLines(`rules/${name}`))
    .filter(({ input }) => {
      const { "env.purpose": purpose, "env.messageType": type } = input.message.clear;
      // Rules are asked about messages that no agreement covers, too: opening refuses these first.
      const isCovered = input.agreement?.purposes.includes(purpose);
      // What belongs to an exchange was judged only where the exchange is known.
      const isJudged =
        !Object.hasOwn(EXCHANGE_TYPES, type) ||
        (input.tier === "state" && input.history?.exchange !== undefined);
      if (!isCovered || !isJudged || known.has(`${purpose} ${type}`)) return false;
      known.add(`${purpose} ${type}`);
      return true;
    });
  return [...scenarios, ...others];
}

/** Messages of the corpus that only one rule refuses, with all facts by which they are judged. */
export function messagesRefusedBy(rule: string): readonly KnownMessage[] {
  return readLines(`rules/${rule}.jsonl`, (line) => line.expect.verdict === "reject").filter(
    ({ input, changed, expect: { rules } }) =>
      // The envelope is written anew here.
      !changed.some((pointer) => pointer.startsWith("/message/clear/")) &&
      rules.every((one) => one === rule || one === "R01") &&
      input.agreement?.purposes.includes(input.message.clear["env.purpose"]) === true &&
      input.authorisations?.length === 0,
  );
}

interface Line extends KnownMessage {
  /** Where the input differs from the message that it was made from. */
  readonly changed: readonly string[];
  readonly expect: { readonly verdict: string; readonly rules: readonly string[] };
}

const isAccepted = ({ expect: { verdict } }: Line): boolean => verdict.startsWith("accept");

function readLines(path: string, isWanted: (line: Line) => boolean = isAccepted): Line[] {
  const lines = readFileSync(new URL(path, CORPUS), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Line).filter(isWanted);
}

const CORPUS = new URL("../../vectors/data/corpus/", import.meta.url);
