import type { Judgement } from "@safepassage/rules";
import {
  findRule,
  RECEIPT_BOUNDS,
  type ReceiptClaims,
  type ReceiptFinding,
} from "@safepassage/schema";

/** What a `decided` receipt says about a message, apart from its digests. */
export type ReceiptDecision = Pick<
  Extract<ReceiptClaims, { kind: "decided" }>,
  "verdict" | "tier" | "findings" | "decidedBy"
>;

/** Makes the content of a receipt from a judgement that rules alone have made. */
export function decisionOf(judgement: Judgement): ReceiptDecision {
  const { verdict, tier } = judgement;
  return { verdict, tier, findings: findingsForSender(judgement), decidedBy: "rules" };
}

/**
 * Lists the findings that a receipt may tell the sender, each once by rule and kind of group.
 *
 * Findings of the state tier are kept back. They depend on what the recipient holds, so a sender could
 * find out, message by message, which persons the recipient knows. So are findings of rules that only a
 * pack of the recipient's own has: a receipt names rules of the catalogue, and with another one the
 * sender would take no receipt at all. Errors come first; what exceeds the limit of a receipt is left
 * out.
 */
export function findingsForSender(judgement: Pick<Judgement, "findings">): ReceiptFinding[] {
  const told = new Map<string, ReceiptFinding>();
  for (const { rule, severity, stage, code, groupKind: kind = "message" } of judgement.findings) {
    if (stage === "state" || findRule(rule) === undefined) continue;
    told.set(`${code} ${kind}`, { rule, severity, kind, code });
  }
  const isWarning = ({ severity }: ReceiptFinding): number => (severity === "warn" ? 1 : 0);
  return [...told.values()]
    .toSorted((a, b) => isWarning(a) - isWarning(b))
    .slice(0, RECEIPT_BOUNDS.findings);
}
