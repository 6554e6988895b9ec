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

/** What of a message would pass, as a draft, or why nothing of it would. */
export type WouldPass = PassingForm | NothingPasses;

/** A form of the message that the same judge accepts, with as much of it as passes. */
export interface PassingForm {
  readonly passes: true;
  /** Holds values of the message, and coarser forms of them; none that was not there. */
  readonly draft: Draft;
  readonly judgement: Judgement;
  /** What became of each value of the message, and why. */
  readonly account: readonly AccountEntry[];
  /** Why more was left out, or some of it: rules that the policy does not know. */
  readonly leftOut: readonly Finding[];
  /**
   * Whether each value that is gone was tried again, and none of them could be put back. `false` of
   * a message so large that there were too many to try.
   */
  readonly isMaximal: boolean;
}

export interface NothingPasses {
  readonly passes: false;
  /**
   * `facts`: the judge was not given what decides; `missing` names it. `rules`: leaving out does not
   * mend what `findings` name. `required`: what `findings` name has to go, and the message must have
   * it, or has nothing else.
   */
  readonly because: "facts" | "rules" | "required";
  readonly missing: readonly string[];
  /** Errors of the message as it was given that stand in the way. */
  readonly findings: readonly Finding[];
}

/**
 * Finds what of a message would pass: coarsens and leaves out what policy and rules refuse, and
 * invents nothing. What is gone is tried again, because a value may have been refused only for
 * another that has gone as well; at the end nothing of it can be put back.
 *
 * @throws TypeError as {@link validate} does.
 * @see docs/spec/validation.md#what-would-pass
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
      // What had to go may be what is missing now, and pass in what company it has left.
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
  if (view.leaves.length > 0 && isEmpty(draft.body)) return nothing("required", errors);
  return {
    passes: true,
    draft,
    judgement,
    account: sayAccount(
      view.issues.length === 0
        ? filling.account()
        : withFlawedValues(filling.account(), view.message.body, bodyOf(input.message), errors),
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

/** Refuses a draft that is not refused for less than the last that was taken. */
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

/** What is left is either what was wrong from the start, or a gap where something had to go. */
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

const bodyOf = (message: unknown): unknown => (isJsonObject(message) ? message["body"] : undefined);

const isEmpty = (body: Body): boolean =>
  Object.values(body).every(({ leaves }) => leaves.length === 0);

const FACTS = ["agreement", "consents", "authorisations", "registry"] as const;
const CLAIMS = POLICY_NEEDS.filter((need) => need.includes("."));
