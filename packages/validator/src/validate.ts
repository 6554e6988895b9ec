import {
  type Judgement,
  type ValidateOptions as JudgeOptions,
  validate as judge,
  type RulePack,
  type ValidationInput,
} from "@safepassage/rules";
import { DEFAULT_PACKS } from "./packs.ts";

/** Which rules to judge with, and in which words. */
export interface ValidateOptions extends Omit<JudgeOptions, "packs"> {
  /**
   * Packs of rules: those of this version, if left out. An agency adds its own to them,
   * `[...DEFAULT_PACKS, mine]`. Make the list once: it is prepared once for each.
   */
  readonly packs?: readonly RulePack[];
}

/**
 * Judges a message by the rules of the catalogue, or those of the packs given.
 *
 * Total: whatever the message is, the answer is a judgement. A rule that lacks an input is not
 * evaluated, and says what is missing; it never counts as passed. Only the message is untrusted:
 * the agreement, consents, authorisations, registry and history are the judge's own.
 *
 * @throws TypeError if `tier` or `now` is not one, packs do not fit together, a rule is in neither
 *   the catalogue nor a pack, or no message says one of its codes: mistakes of the caller.
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
