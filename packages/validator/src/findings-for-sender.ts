import type { Judgement } from "@safepassage/rules";
import { RECEIPT_BOUNDS, type ReceiptClaims, type ReceiptFinding } from "@safepassage/schema";

/** What a `decided` receipt says of a message, beside its digests. */
export type ReceiptDecision = Pick<
  Extract<ReceiptClaims, { kind: "decided" }>,
  "verdict" | "tier" | "findings" | "decidedBy"
>;

/** What a receipt tells the sender of a judgement that rules alone have made. */
export function decisionOf(judgement: Judgement): ReceiptDecision {
  const { verdict, tier } = judgement;
  return { verdict, tier, findings: findingsForSender(judgement), decidedBy: "rules" };
}

/**
 * Findings that a receipt may carry to the sender: by rule and kind of group, each once.
 *
 * Findings of the state tier stay here. They rest on what the recipient holds, and an answer that
 * depended on it would let a sender ask, message by message, whom the recipient knows. Errors come
 * first; what is over the bound of a receipt is left out.
 */
export function findingsForSender(judgement: Pick<Judgement, "findings">): ReceiptFinding[] {
  const told = new Map<string, ReceiptFinding>();
  for (const { rule, severity, stage, code, groupKind: kind = "message" } of judgement.findings) {
    if (stage !== "state") told.set(`${code} ${kind}`, { rule, severity, kind, code });
  }
  const isWarning = ({ severity }: ReceiptFinding): number => (severity === "warn" ? 1 : 0);
  return [...told.values()]
    .toSorted((a, b) => isWarning(a) - isWarning(b))
    .slice(0, RECEIPT_BOUNDS.findings);
}
