import { isCitationRead, type RuleEntry } from "@safepassage/schema";
import type { Finding, Severity, Tier } from "./judgement.ts";
import type { Hit, Rule } from "./rule.ts";

/** Puts a hit into words. The words come from the rule and the catalogue, never from the message. */
export function toFinding(
  hit: Hit,
  rule: Rule,
  entry: RuleEntry,
  { stage, severity }: { readonly stage: Tier; readonly severity: Severity },
): Finding {
  const sentence = rule.sentences[hit.code];
  if (sentence === undefined) throw new TypeError(`rule ${rule.id} has no sentence ${hit.code}`);
  const { text, fix } =
    typeof sentence === "string" ? { text: sentence, fix: entry.fix } : sentence;
  return {
    rule: rule.id,
    code: hit.code,
    severity,
    stage,
    pointer: hit.pointer,
    ...(hit.groupKind === undefined ? {} : { groupKind: hit.groupKind }),
    ...(hit.field === undefined ? {} : { field: hit.field }),
    sentence: text
      .replaceAll("{field}", hit.field ?? "a field")
      .replaceAll("{kind}", hit.groupKind ?? "unknown"),
    citation: entry.citation,
    citationStatus: entry.citationStatus,
    citationRead: isCitationRead(entry.citationStatus),
    fix,
  };
}
