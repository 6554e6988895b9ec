import { minimise, type Permission, type PolicyInput } from "@safepassage/policy";
import {
  type Finding,
  type Judgement,
  POLICY_NEEDS,
  readMessage,
  type ValidationInput,
  type Wording,
} from "@safepassage/rules";
import { type Body, checkMessage, type Draft } from "@safepassage/schema";
import { findUnit, lacking, putBack, takeOut, type Unit } from "./take-out.ts";
import { type ValidateOptions, validate } from "./validate.ts";

/** What of a message would pass, as a draft, or why nothing of it would. */
export type WouldPass = PassingForm | NothingPasses;

/** A form of the message that the same judge accepts, with as much of it as passes. */
export interface PassingForm {
  readonly passes: true;
  /** Holds values of the message, and coarser forms of them; none that was not there. */
  readonly draft: Draft;
  readonly judgement: Judgement;
  /** What the policy says of each leaf of the message. */
  readonly account: readonly Permission[];
  /** Why more was left out, or some of it: rules that the policy does not know. */
  readonly leftOut: readonly Finding[];
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
 * invents nothing. What a rule refused is tried once more value by value, up to 256, so that none of
 * it can be put back.
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

  const reduce = (message: PolicyInput["message"]) => minimise(policyInputOf(input, message));
  const { draft: first, account } = reduce(view.message);
  const leftOut: Finding[] = [];
  const taken = new Set<string>();
  let draft = first;
  let judgement = judge(draft);
  while (errorsOf(judgement).length > 0) {
    const refused = refusedIn(judgement, draft.body);
    if (refused.length === 0) return unmended(errors, errorsOf(judgement));
    leftOut.push(...refused.map(({ finding }) => finding));
    const units = refused.map(({ unit }) => withWhatMakesIt(unit, taken));
    draft = reduce(takeOut(draft, units)).draft;
    judgement = judge(draft);
  }
  if (view.leaves.length > 0 && isEmpty(draft.body)) return nothing("required", errors);

  let tries = 0;
  for (let isFuller = true; isFuller; ) {
    isFuller = false;
    // One value may pass only beside another: until none is put back any more.
    for (const leaf of lacking(draft, first)) {
      if (++tries > MAX_TRIES) break;
      const fuller = putBack(draft, first, leaf);
      const again = judge(fuller);
      if (errorsOf(again).length > 0) continue;
      [draft, judgement, isFuller] = [fuller, again, true];
    }
  }
  return { passes: true, draft, judgement, account: account.map(sayIn(options.wording)), leftOut };
}

/** The policy gives its reasons in English; the judge may have been asked for another language. */
function sayIn(wording: Wording | undefined): (permission: Permission) => Permission {
  return (permission) => {
    const { reason } = permission;
    if (wording === undefined || reason === undefined) return permission;
    return { ...permission, reason: { ...reason, sentence: wording.reason(reason) } };
  };
}

/** What a rule refuses of a body. */
interface Refused {
  readonly unit: Unit;
  readonly finding: Finding;
}

function refusedIn(judgement: Judgement, body: Body): Refused[] {
  return errorsOf(judgement).flatMap((finding) => {
    const unit = findUnit(finding.pointer, body);
    return unit === undefined ? [] : [{ unit, finding }];
  });
}

/**
 * Minimising makes a coarser value again from a finer one. A field that was taken out and is back
 * goes with its group: without this a message could keep its judge busy for ever.
 */
function withWhatMakesIt(unit: Unit, taken: Set<string>): Unit {
  const name = `${unit.gid} ${unit.field}`;
  if (taken.has(name)) return { gid: unit.gid };
  taken.add(name);
  return unit;
}

/** What is left is either what was wrong from the start, or a gap where something had to go. */
function unmended(errors: readonly Finding[], left: readonly Finding[]): NothingPasses {
  const still = errors.filter(({ code, pointer }) =>
    left.some((finding) => finding.code === code && finding.pointer === pointer),
  );
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
/** A message has up to 64 times 64 values; each try judges it once. */
const MAX_TRIES = 256;
