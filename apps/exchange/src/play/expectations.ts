import { readFileSync } from "node:fs";
import type { Difference } from "@safepassage/console/tour";
import type { ReceiptClaims } from "@safepassage/schema";
import type { AgencyName } from "../agencies.ts";
import { SCENARIOS, type Scenario } from "../scenarios.ts";

/** What a scenario file expects of one message. */
export interface Expectation {
  /** `S01.1`. */
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  readonly story: string;
  /** Messages of the scenario that the demo does not play. */
  readonly notPlayed: readonly number[];
  readonly from: AgencyName;
  readonly to: AgencyName;
  /** What happens in this message, in a plain sentence or two. */
  readonly says: string;
  readonly verdict: string;
  readonly rules: readonly string[];
  /** The message is refused when it is opened, with this code. No rule is asked. */
  readonly refused?: string;
}

/**
 * Reads the expectations of the scenarios.
 *
 * @param path - Another file, which replaces the scenarios that it has.
 */
export function readExpectations(path?: string): ReadonlyMap<string, Expectation> {
  const others =
    path === undefined
      ? []
      : (JSON.parse(readFileSync(path, "utf8")) as { scenarios: readonly Scenario[] }).scenarios;
  const scenarios = new Map([...SCENARIOS, ...others].map((scenario) => [scenario.id, scenario]));
  return new Map([...scenarios.values()].flatMap(expectationsOf));
}

function expectationsOf({ id: scenario, title, story, messages }: Scenario) {
  const notPlayed = messages.flatMap(({ n, says }) => (says === undefined ? [n] : []));
  return messages.flatMap(({ n, from, to, says, expected: verdict, rules, refused }) => {
    if (says === undefined) return [];
    const id = `${scenario}.${n}`;
    // What is played goes between agencies that the demo starts.
    const between = { from: from as AgencyName, to: to as AgencyName };
    const told = { id, scenario, title, story, notPlayed, ...between, says, verdict, rules };
    return [[id, refused === undefined ? told : { ...told, refused }] as const];
  });
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
 * How the last receipt differs from what was expected; empty if it does not.
 *
 * The verdict is the receipt's. Of a refused message each rule listed must be among the findings
 * that the receipt names; of an accepted one each must have been evaluated and passed, which a
 * receipt does not say: the gateways' own records do.
 */
export function differences(
  { verdict, rules, refused }: Pick<Expectation, "verdict" | "rules" | "refused">,
  receipt: ReceiptClaims | undefined,
  judgements: readonly Judged[] = [],
): readonly Difference[] {
  if (refused !== undefined) return differencesOfRefusal(refused, receipt);
  if (receipt === undefined || receipt.kind !== "decided") return [{ kind: "noDecision" }];
  if (receipt.verdict !== verdict) {
    return [{ kind: "otherVerdict", found: receipt.verdict, expected: verdict }];
  }
  if (verdict === "accept") {
    return rules
      .filter((rule) => passedAt(rule, judgements) === undefined)
      .map((rule) => ({ kind: "notPassed", rule }));
  }
  const named = new Set(receipt.findings.map(({ rule }) => rule));
  return rules.filter((rule) => !named.has(rule)).map((rule) => ({ kind: "notFound", rule }));
}

/** Says a difference in English. */
export function sayDifference(difference: Difference): string {
  switch (difference.kind) {
    case "noDecision":
      return "no decided receipt came";
    case "otherVerdict":
      return `the recipient decided ${difference.found}, expected ${difference.expected}`;
    case "otherAnswer":
      return `the recipient answered ${difference.found ?? "nothing"}, expected ${difference.expected}`;
    case "notPassed":
      return `${difference.rule} was not evaluated and passed`;
    case "notFound":
      return `${difference.rule} is not among the findings`;
    default:
      throw new TypeError("a difference of another kind", { cause: difference satisfies never });
  }
}

/** A message that is refused when it is opened is judged by no rule: the receipt has a code instead. */
function differencesOfRefusal(
  expected: string,
  receipt: ReceiptClaims | undefined,
): readonly Difference[] {
  const found = answerIn(receipt);
  if (found === expected) return [];
  return [{ kind: "otherAnswer", ...(found !== undefined && { found }), expected }];
}

function answerIn(receipt: ReceiptClaims | undefined): string | undefined {
  if (receipt?.kind === "refused") return receipt.code;
  return receipt?.kind === "decided" ? receipt.verdict : undefined;
}
