import { readFileSync } from "node:fs";
import type { ReceiptClaims } from "@safepassage/schema";

/** What the scenario file expects of one message. */
export interface Expectation {
  /** `S01.1`. */
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  readonly story: string;
  readonly verdict: string;
  readonly rules: readonly string[];
  readonly note: string;
}

/** Reads the expectations of the scenario file, or of another one with the same messages. */
export function readExpectations(path: string): ReadonlyMap<string, Expectation> {
  const { scenarios } = JSON.parse(readFileSync(path, "utf8")) as {
    scenarios: readonly {
      id: string;
      title: string;
      story: string;
      messages: readonly { n: number; expected: string; rules: string[]; note: string }[];
    }[];
  };
  return new Map(
    scenarios.flatMap(({ id: scenario, title, story, messages }) =>
      messages.map(({ n, expected: verdict, rules, note }) => {
        const id = `${scenario}.${n}`;
        return [id, { id, scenario, title, story, verdict, rules, note }] as const;
      }),
    ),
  );
}

/**
 * How a decided receipt differs from what was expected; empty if it does not.
 *
 * For a refused message each rule listed must be among the findings that the receipt names.
 */
export function differences(
  { verdict, rules }: Pick<Expectation, "verdict" | "rules">,
  receipt: ReceiptClaims | undefined,
): readonly string[] {
  if (receipt === undefined || receipt.kind !== "decided") return ["no decided receipt came"];
  const given = receipt.verdict === "acceptWithWarnings" ? "accept" : receipt.verdict;
  if (given !== verdict) return [`the recipient decided ${receipt.verdict}, expected ${verdict}`];
  if (verdict === "accept") return [];
  const named = new Set(receipt.findings.map(({ rule }) => rule));
  return rules
    .filter((rule) => !named.has(rule))
    .map((rule) => `${rule} is not among the findings`);
}
