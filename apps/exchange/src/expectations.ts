import { readFileSync } from "node:fs";
import type { ReceiptClaims } from "@safepassage/schema";

/** What the scenario file expects of one message. */
export interface Expectation {
  /** `S01.1`. */
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  readonly story: string;
  /** What happens in this message, in one plain sentence. */
  readonly says: string;
  readonly verdict: string;
  readonly rules: readonly string[];
}

/** Reads the expectations of the scenario file, or of another one with the same messages. */
export function readExpectations(path: string): ReadonlyMap<string, Expectation> {
  const { scenarios } = JSON.parse(readFileSync(path, "utf8")) as {
    scenarios: readonly {
      id: string;
      title: string;
      story: string;
      messages: readonly { n: number; says: string; expected: string; rules: string[] }[];
    }[];
  };
  return new Map(
    scenarios.flatMap(({ id: scenario, title, story, messages }) =>
      messages.map(({ n, says, expected: verdict, rules }) => {
        const id = `${scenario}.${n}`;
        return [id, { id, scenario, title, story, says, verdict, rules }] as const;
      }),
    ),
  );
}

/** What a gateway tells its own agency of its judgement of a message. */
export interface Judged {
  /** Whose gateway it is. */
  readonly by: string;
  readonly findings: readonly { readonly rule: string }[];
  /** Rules judged in full. */
  readonly evaluated: readonly string[];
}

/**
 * Who judged a rule and found nothing, if anyone did. A rule that was not evaluated has not passed.
 *
 * A few rules can be judged on one side only: only the sender knows who else holds the data.
 */
export function passedAt(rule: string, judgements: readonly Judged[]): string | undefined {
  const found = judgements.some(({ findings }) => findings.some((one) => one.rule === rule));
  return found ? undefined : judgements.find(({ evaluated }) => evaluated.includes(rule))?.by;
}

/**
 * How a decided receipt differs from what was expected; empty if it does not.
 *
 * The verdict is the receipt's. Of a refused message each rule listed must be among the findings
 * that the receipt names; of an accepted one each must have been evaluated and passed, which a
 * receipt does not say: the gateways' own records do.
 */
export function differences(
  { verdict, rules }: Pick<Expectation, "verdict" | "rules">,
  receipt: ReceiptClaims | undefined,
  judgements: readonly Judged[] = [],
): readonly string[] {
  if (receipt === undefined || receipt.kind !== "decided") return ["no decided receipt came"];
  if (receipt.verdict !== verdict) {
    return [`the recipient decided ${receipt.verdict}, expected ${verdict}`];
  }
  if (verdict === "accept") {
    return rules
      .filter((rule) => passedAt(rule, judgements) === undefined)
      .map((rule) => `${rule} was not evaluated and passed`);
  }
  const named = new Set(receipt.findings.map(({ rule }) => rule));
  return rules
    .filter((rule) => !named.has(rule))
    .map((rule) => `${rule} is not among the findings`);
}
