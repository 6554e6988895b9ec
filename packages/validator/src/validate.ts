import {
  type Judgement,
  type ValidateOptions as JudgeOptions,
  validate as judge,
  type RulePack,
  type ValidationInput,
} from "@safepassage/rules";
import { DEFAULT_PACKS } from "./packs.ts";

/** Which rules to judge by, and in which words. */
export interface ValidateOptions extends Omit<JudgeOptions, "packs"> {
  /**
   * Packs of rules. Default: those of this version, to which an agency can add its own,
   * `[...DEFAULT_PACKS, mine]`. Reuse the list, because each new list is prepared again.
   */
  readonly packs?: readonly RulePack[];
}

/**
 * Judges a message by the rules of the catalogue, or of the given packs.
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
 * const judgement = validate({ message, tier: "schema", now: "2026-11-24T09:02:00Z" });
 * ```
 */
export function validate(input: ValidationInput, options?: ValidateOptions): Judgement {
  return judge(
    input,
    options === undefined ? BY_DEFAULT : { ...options, packs: options.packs ?? DEFAULT_PACKS },
  );
}

const BY_DEFAULT: JudgeOptions = { packs: DEFAULT_PACKS };
