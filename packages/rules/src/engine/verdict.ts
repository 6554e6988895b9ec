import { NEVER_QUARANTINED, NEVER_QUARANTINED_CODES } from "@safepassage/schema";
import type { Finding, Verdict } from "../judgement.ts";

/** Decides about a message from its findings, and whether it claims danger to a person. */
export function decideVerdict(findings: readonly Finding[], danger: boolean): Verdict {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return findings.length === 0 ? "accept" : "acceptWithWarnings";
  // A forged or leaking message is refused even then: keeping it would spread what it leaks.
  const isLost = errors.some(
    ({ rule, code, stage }) =>
      stage === "structural" ||
      NEVER_QUARANTINED.includes(rule) ||
      NEVER_QUARANTINED_CODES.includes(code),
  );
  return danger && !isLost ? "quarantine" : "reject";
}
