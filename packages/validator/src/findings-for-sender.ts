import type { Judgement } from "./judgement.ts";

/** What a sender is told of one finding. */
export interface SenderFinding {
  readonly rule: string;
  readonly groupKind?: string;
}

/**
 * Findings that a refusal may carry to the sender: by rule and kind of group, each pair once.
 *
 * Findings of the state tier stay here. They rest on what the recipient holds, and an answer that
 * depended on it would let a sender ask, message by message, whom the recipient knows.
 */
export function findingsForSender(judgement: Pick<Judgement, "findings">): SenderFinding[] {
  const told = new Map<string, SenderFinding>();
  for (const { rule, groupKind, stage } of judgement.findings) {
    if (stage === "state") continue;
    told.set(
      `${rule} ${groupKind ?? ""}`,
      groupKind === undefined ? { rule } : { rule, groupKind },
    );
  }
  return [...told.values()];
}
