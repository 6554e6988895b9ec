import type { Decision } from "./receipt.ts";

/** What {@link decisionOf} needs of a judgement, as the validator makes it. */
export interface JudgementFacts {
  readonly verdict: Decision["verdict"];
  readonly tier: Decision["tier"];
  readonly findings: readonly {
    readonly rule: string;
    readonly code: string;
    readonly severity: "error" | "warn";
    readonly stage: string;
    readonly groupKind?: string;
  }[];
}

/**
 * What a receipt tells the sender of a judgement: findings by rule and kind of group, each once,
 * at most 64.
 *
 * Findings of the state tier stay with the recipient: they would tell what it holds.
 */
export function decisionOf({ verdict, tier, findings }: JudgementFacts): Decision {
  const told = new Map<string, Decision["findings"][number]>();
  for (const { rule, code, severity, stage, groupKind: kind = "message" } of findings) {
    if (stage !== "state") told.set(`${code} ${kind}`, { rule, severity, kind, code });
  }
  return {
    verdict,
    tier,
    findings: [...told.values()].slice(0, MAX_FINDINGS),
    decidedBy: "rules",
  };
}

const MAX_FINDINGS = 64;
