import { isJsonObject } from "@safepassage/core";
import { type Minimised, minimise, type PolicyInput } from "@safepassage/policy";
import {
  type Finding,
  type Judgement,
  POLICY_NEEDS,
  readMessage,
  type ValidationInput,
} from "@safepassage/rules";
import { type Body, checkMessage, type Draft } from "@safepassage/schema";
import { type ValidateOptions, validate } from "../validate.ts";
import { type AccountEntry, sayAccount } from "./account.ts";
import { fill } from "./fill.ts";
import { createFilling, type Refusals, type Refused } from "./filling.ts";
import { withFlawedValues } from "./flawed-values.ts";
import { findUnit } from "./take-out.ts";

/** The part of a message that would pass, as a draft, or why no part would. */
export type WouldPass = PassingForm | NothingPasses;

/** A form of the message that the same judge accepts, with as much as possible of its content. */
export interface PassingForm {
  readonly passes: true;
  /** Holds only values of the message and coarser forms of them. */
  readonly draft: Draft;
  readonly judgement: Judgement;
  /** What became of each value of the message, and why. */
  readonly account: readonly AccountEntry[];
  /** Findings of rules outside the policy, because of which more was left out. */
  readonly leftOut: readonly Finding[];
  /**
   * Whether every removed value was tried again and none could be put back. `false` if the message was too
   * large to try all.
   */
  readonly isMaximal: boolean;
}

/** Why no part of a message would pass. */
export interface NothingPasses {
  readonly passes: false;
  /**
   * - `facts`: the judge lacks the facts that `missing` names.
   * - `rules`: leaving something out does not cure what `findings` name.
   * - `required`: what `findings` name must be removed, but the message requires it or has nothing else.
   */
  readonly because: "facts" | "rules" | "required";
  readonly missing: readonly string[];
  /** Errors of the given message that prevent it from passing. */
  readonly findings: readonly Finding[];
}

/**
 * Finds the part of a message that would pass: coarsens or removes what policy and rules refuse, and
 * invents nothing. Removed values are tried again, because a value may have been refused only because of
 * another that was removed too. In the end, no removed value can be put back.
 *
 * @throws TypeError as {@link validate} does.
 * @see docs/spec/prepare.md#what-would-pass
 */
export function whatWouldPass(input: ValidationInput, options: ValidateOptions = {}): WouldPass {
  const judge = (message: unknown): Judgement => {
    const { issues: _ofTheWhole, ...rest } = input;
    return validate({ ...rest, message }, options);
  };
  const missing = FACTS.filter((fact) => input[fact] === undefined);
  if (missing.length > 0) return { passes: false, because: "facts", missing, findings: [] };
  const errors = errorsOf(judge(input.message));
  const { view, claims } = readMessage(input.message, input.issues ?? checkMessage(input.message));
  if (!CLAIMS.every((claim) => Object.hasOwn(claims, claim))) return nothing("rules", errors);

  const reduce = (message: PolicyInput["message"]): Minimised =>
    minimise(policyInputOf(input, message));
  const refusals = (draft: Draft): readonly Finding[] => errorsOf(judge(draft));
  const filling = createFilling(view.message, reduce);
  const leftOut: Finding[] = [];
  fill(filling, view.message);
  let judgement = judge(filling.draft());
  for (let left = errorsOf(judgement); left.length > 0; left = errorsOf(judgement)) {
    const refused = refusedIn(left, filling.draft().body);
    if (refused.length === 0) {
      // A removed value may be the one that is now missing, and may pass beside what is left.
      fill(filling, view.message, fewerThan(left, refusals));
      judgement = judge(filling.draft());
      const still = errorsOf(judgement);
      if (still.length > 0) return unmended(errors, still);
      break;
    }
    leftOut.push(...refused.map(({ finding }) => finding));
    filling.takeOut(refused);
    fill(filling, view.message);
    judgement = judge(filling.draft());
  }
  if (leftOut.length > 0) {
    fill(filling, view.message, refusals);
    judgement = judge(filling.draft());
  }

  const draft = filling.draft();
  const asked = isJsonObject(input.message) ? input.message["body"] : undefined;
  if (view.leaves.length > 0 && isEmpty(draft.body)) return nothing("required", errors);
  return {
    passes: true,
    draft,
    judgement,
    account: sayAccount(
      view.issues.length === 0
        ? filling.account()
        : withFlawedValues(filling.account(), view.message.body, asked, errors),
      options.wording,
    ),
    leftOut,
    isMaximal: !filling.isExhausted(),
  };
}

function refusedIn(errors: readonly Finding[], body: Body): Refused[] {
  return errors.flatMap((finding) => {
    const unit = findUnit(finding.pointer, body);
    return unit === undefined ? [] : [{ unit, finding }];
  });
}

/** Accepts a draft only if its errors are a strict subset of the last accepted draft's. */
function fewerThan(errors: readonly Finding[], refusals: Refusals): Refusals {
  let last = errors;
  return (draft) => {
    const left = refusals(draft);
    const isLess = left.length < last.length && left.every((finding) => isAmong(finding, last));
    if (!isLess) return left;
    last = left;
    return [];
  };
}

function isAmong({ code, pointer }: Finding, findings: readonly Finding[]): boolean {
  return findings.some((other) => other.code === code && other.pointer === pointer);
}

/** The remaining errors are either original ones, or gaps left by what had to be removed. */
function unmended(errors: readonly Finding[], left: readonly Finding[]): NothingPasses {
  const still = errors.filter((finding) => isAmong(finding, left));
  return still.length > 0 ? nothing("rules", still) : nothing("required", errors);
}

function policyInputOf(input: ValidationInput, message: PolicyInput["message"]): PolicyInput {
  const { agreement, consents, authorisations, registry, history, now } = input;
  const facts = { agreement, consents, authorisations, registry } as Pick<
    PolicyInput,
    (typeof FACTS)[number]
  >;
  return { message, ...facts, now, ...(history && { exchange: history.exchange }) };
}

function nothing(because: NothingPasses["because"], findings: readonly Finding[]): NothingPasses {
  return { passes: false, because, missing: [], findings };
}

function errorsOf({ findings }: Judgement): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "error");
}

const isEmpty = (body: Body): boolean =>
  Object.values(body).every(({ leaves }) => leaves.length === 0);

const FACTS = ["agreement", "consents", "authorisations", "registry"] as const;
const CLAIMS = POLICY_NEEDS.filter((need) => need.includes("."));
