import { canonicalJson, toInstant } from "@safepassage/core";
import { MessageError, readAuthorisations, readConsents } from "@safepassage/message";
import { type Minimised, minimise, type PlacedLeaf } from "@safepassage/policy";
import { type Body, checkDraft, type DecodedMessage, type Draft } from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import {
  type AccountEntry,
  type Finding,
  findLeaks,
  type Judgement,
  type ValidationInput,
  whatWouldPass,
} from "@safepassage/validator";
import type { AgencyFacts, SenderFacts } from "./facts.ts";
import type { Stage } from "./stage.ts";
import { correctedIn, type Rehearsal, rehearse, tierOf } from "./way.ts";

/** How a draft is prepared. */
export interface PrepareOptions {
  /**
   * `minimise` leaves out and coarsens what may not be sent; `asIs` changes nothing, and refuses
   * the draft instead. Default `minimise`.
   */
  readonly mode?: "minimise" | "asIs";
}

/** A draft that was minimised and rehearsed. Nothing of it is signed yet. */
export type Prepared = Stage<"prepared", PreparedDraft>;

/** What {@link prepare} found. */
export interface PreparedDraft {
  /** What will be sent. */
  readonly draft: Draft;
  /** What became of each value of the draft given, in its order, and why. */
  readonly account: readonly AccountEntry[];
  /** Group ids that are gone. */
  readonly droppedGroups: readonly string[];
  /** Coarser values put beside one that stays, so that an excerpt can show less of it. */
  readonly added: readonly PlacedLeaf[];
  /** What the recipient will decide, as far as the sender can know. */
  readonly judgement: Judgement;
  /** Places of what is left that tell something of what was left out. */
  readonly leaks: readonly Finding[];
  /**
   * Whether the recipient takes the draft: it accepts it, or keeps it in quarantine because a life
   * is at stake; and no value that was left out stands in another place.
   */
  readonly maySend: boolean;
}

/**
 * Reduces a draft to what may be sent, and rehearses what the recipient will see and decide.
 *
 * What a recipient would refuse is left out, whether policy or a rule refuses it, and no more than
 * that. Where leaving out does not help, `maySend` is false and the findings say what to mend.
 *
 * @throws ProtocolError where the draft fails a structural check, as `openMessage` does: an
 *   unknown agreement or agency, a deadline that has passed, too many values.
 * @see docs/spec/prepare.md
 */
export function prepare(
  draft: Draft,
  facts: SenderFacts,
  { mode = "minimise" }: PrepareOptions = {},
): Prepared {
  return prepareParts(draft, facts, mode) as Prepared;
}

function prepareParts(
  draft: Draft,
  facts: SenderFacts,
  mode: PrepareOptions["mode"],
): PreparedDraft {
  if (mode === "asIs") return judgedAsIs(draft, rehearse(draft, facts));
  const input = draftInput(draft, facts);
  const reduced = minimise(policyInput(input));
  const rehearsal = rehearse(reduced.draft, facts);
  if (rehearsal.judgement.verdict !== "reject") return prepared(draft, reduced, rehearsal);
  // A rule refuses what the policy permits: leave that out too, and nothing beside it.
  const passing = whatWouldPass(input, facts.packs && { packs: facts.packs });
  if (!passing.passes) return prepared(draft, reduced, rehearsal);
  return prepared(draft, withChanges(draft, passing), rehearse(passing.draft, facts));
}

/** A draft, with every fact that decides what of it may be sent. */
interface DraftInput
  extends Required<Pick<ValidationInput, "agreement" | "consents" | "authorisations" | "registry">>,
    Pick<ValidationInput, "tier" | "now" | "history"> {
  readonly message: Draft;
}

/**
 * Looks up what decides about a draft, as the recipient will when it has arrived: consents and
 * authorisations are those whose tokens stand in the draft and verify, agencies those that the
 * registry lists.
 *
 * @throws {@link MessageError} `MESSAGE_AGREEMENT_UNKNOWN`; TrustError `TRUST_AGENCY_UNKNOWN`.
 */
function draftInput(draft: Draft, facts: AgencyFacts): DraftInput {
  const { registry, findAgreement, now, historyOf } = facts;
  const { clear } = draft;
  const agreement = findAgreement(clear["env.agreementRef"].sha256);
  if (agreement === undefined) {
    throw new MessageError("MESSAGE_AGREEMENT_UNKNOWN", "no agreement of that digest");
  }
  // A draft has no digests yet, and nothing that is asked of a store turns on them.
  const message = draft as DecodedMessage;
  const history = historyOf?.({ message, issues: checkDraft(draft) });
  return {
    message: draft,
    tier: tierOf(historyOf),
    now: toInstant(now),
    agreement,
    consents: readConsents(draft, registry, now),
    authorisations: readAuthorisations(draft, registry, now).verified,
    registry: registryFacts(registry, draft, correctedIn(history)),
    ...(history && { history }),
  };
}

type Reduced = Omit<Minimised, "account"> & Pick<PreparedDraft, "account">;

function judgedAsIs(draft: Draft, { judgement }: Rehearsal): PreparedDraft {
  const maySend = judgement.verdict !== "reject";
  return { draft, account: [], droppedGroups: [], added: [], judgement, leaks: [], maySend };
}

function prepared(whole: Draft, reduced: Reduced, { judgement }: Rehearsal): PreparedDraft {
  const leaks = findLeaks({ held: whole.body, message: reduced.draft });
  const isTight = !leaks.some(({ severity }) => severity === "error");
  return { ...reduced, judgement, leaks, maySend: isTight && judgement.verdict !== "reject" };
}

function policyInput({ tier: _, history, ...input }: DraftInput): Parameters<typeof minimise>[0] {
  return history?.exchange === undefined ? input : { ...input, exchange: history.exchange };
}

/** What {@link Minimised} tells beside the draft and its account. */
function withChanges(
  { body }: Draft,
  { draft, account }: { readonly draft: Draft; readonly account: readonly AccountEntry[] },
): Reduced {
  const known = new Set([
    ...placed(body).map(nameOf),
    ...account.flatMap(({ coarsenedTo = [] }) => coarsenedTo.map(nameOf)),
  ]);
  return {
    draft,
    account,
    droppedGroups: Object.keys(body).filter((gid) => !Object.hasOwn(draft.body, gid)),
    added: placed(draft.body).filter((leaf) => !known.has(nameOf(leaf))),
  };
}

function placed(body: Body): readonly PlacedLeaf[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.map((leaf) => ({ gid, ...leaf })),
  );
}

const nameOf = ({ gid, f, v }: PlacedLeaf): string => `${gid} ${f} ${canonicalJson(v)}`;
