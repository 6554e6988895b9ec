import { checkMessage, claimsDanger } from "@safepassage/schema";
import { judgeCorrected } from "../corrected/judge-corrected.ts";
import { together } from "../corrected/together.ts";
import type { Judgement } from "../judgement.ts";
import { readMessage } from "../read-message.ts";
import type { ValidationInput } from "../validation-input.ts";
import { dedupe } from "./finding.ts";
import { judgeAlone } from "./judge-alone.ts";
import { bookOf, TIERS, type ValidateOptions } from "./rule-book.ts";
import { decideVerdict } from "./verdict.ts";

/**
 * Judges a message by the rules of packs. For a correction with values it also judges the corrected
 * message.
 *
 * Returns a judgement for any input. A rule that lacks an input is not evaluated, names what is missing,
 * and never counts as passed. Only the message is untrusted; agreement, consents, authorisations,
 * registry and history are the judge's own.
 *
 * @throws TypeError for mistakes of the caller: an invalid `tier` or `now`, incompatible packs, a rule
 *   without an entry in the catalogue or a pack, or a code without a sentence.
 * @see docs/spec/validation.md
 *
 * @example
 * ```ts
 * const judgement = validate({ message, tier: "schema", now: "2026-11-24T09:02:00Z" }, { packs });
 * ```
 */
export function validate(input: ValidationInput, options: ValidateOptions): Judgement {
  requireCaller(input);
  const book = bookOf(options);
  const read = readMessage(input.message, input.issues ?? checkMessage(input.message));
  const judgement = judgeAlone(read, input, book);
  // The schema tier knows only the message itself, not the one that it corrects.
  if (input.tier === "schema") return judgement;
  const corrected = judgeCorrected(read.view, input, (other) =>
    judgeAlone(readMessage(other.message, checkMessage(other.message)), other, book),
  );
  if (corrected === undefined) return judgement;
  const findings = dedupe([...judgement.findings, ...corrected.findings]);
  const verdict = decideVerdict(
    findings,
    claimsDanger(read.claims, read.claims["private.urgency"]),
  );
  return { ...together(judgement, corrected.judgement), verdict, findings };
}

function requireCaller(input: ValidationInput): void {
  if (!TIERS.includes(input.tier)) throw new TypeError("tier is schema, context or state");
  if (!INSTANT.test(input.now)) throw new TypeError("now is an instant in UTC, to the second");
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
