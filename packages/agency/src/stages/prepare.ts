import { canonicalJson, toInstant } from "@safepassage/core";
import { MessageError, readAuthorisations, readConsents } from "@safepassage/message";
import { type Minimised, minimise, type PlacedLeaf } from "@safepassage/policy";
import {
  type Body,
  checkDraft,
  type DecodedMessage,
  type Draft,
  isErasure,
} from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import {
  type AccountEntry,
  findLeaks,
  type ValidationInput,
  whatWouldPass,
} from "@safepassage/validator";
import type { AgencyFacts, SenderFacts } from "./facts.ts";
import type { Prepared, PreparedDraft, Rehearsal, ShownDraft } from "./results.ts";
import { correctedIn, rehearse, tierOf } from "./way.ts";

/** How a draft is prepared. */
export interface PrepareOptions {
  /**
   * `minimise` leaves out or coarsens what may not be sent; `asIs` changes nothing, and refuses the draft instead.
   * Default `minimise`.
   */
  readonly mode?: "minimise" | "asIs";
}

/** What a caller is shown of a prepared draft: all but what would be signed, with its seed. */
export function shownOf({ rehearsed: _, ...shown }: Prepared): ShownDraft {
  return shown;
}

/**
 * Reduces a draft to what may be sent, and rehearses what the recipient will see and decide.
 *
 * It leaves out what policy or a rule would refuse, and nothing else. If that does not help, `maySend` is false and the
 * findings say what to mend.
 *
 * @throws ProtocolError if the draft fails a structural check, as `openMessage` does: an
 *   unknown agreement or agency, a deadline that has passed, too many values.
 * @see docs/spec/prepare.md
 */
export function prepare(
  draft: Draft,
  facts: SenderFacts,
  { mode = "minimise" }: PrepareOptions = {},
): Prepared {
  facts.requireNewest?.(draft);
  if (mode === "asIs") return judgedAsIs(draft, rehearse(draft, facts));
  const input = draftInput(draft, facts);
  const reduced = minimise(policyInput(input));
  const rehearsal = rehearse(reduced.draft, facts);
  if (rehearsal.judgement.verdict !== "reject") return prepared(draft, reduced, rehearsal);
  // A rule refuses something that policy permits: leave out only that too.
  const passing = whatWouldPass(input, facts.packs && { packs: facts.packs });
  if (!passing.passes) return prepared(draft, reduced, rehearsal);
  return prepared(draft, withChanges(draft, passing), rehearse(passing.draft, facts));
}

/** A draft, with all facts that decide what may be sent. */
interface DraftInput
  extends Required<Pick<ValidationInput, "agreement" | "consents" | "authorisations" | "registry">>,
    Pick<ValidationInput, "tier" | "now" | "history"> {
  readonly message: Draft;
}

/**
 * Looks up what decides about a draft, as its recipient will: consents and authorisations whose tokens in the draft
 * verify, and agencies that the registry lists.
 *
 * @throws {@link MessageError} `MESSAGE_AGREEMENT_UNKNOWN`; TrustError `TRUST_AGENCY_UNKNOWN`.
 */
function draftInput(draft: Draft, facts: AgencyFacts): DraftInput {
  const { registry, now, historyOf } = facts;
  const { clear } = draft;
  const { sha256 } = clear["env.agreementRef"];
  const former = isErasure(draft) ? facts.findFormerAgreement?.(sha256) : undefined;
  const agreement = facts.findAgreement(sha256) ?? former;
  if (agreement === undefined) {
    throw new MessageError("MESSAGE_AGREEMENT_UNKNOWN", "no agreement of that digest");
  }
  // A draft has no digests yet; no question to the store depends on them.
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

function judgedAsIs(draft: Draft, { judgement, rehearsed }: Rehearsal): Prepared {
  const kept = { draft, account: [], droppedGroups: [], added: [], leaks: [] };
  return asStage({ ...kept, judgement, rehearsed, maySend: judgement.verdict !== "reject" });
}

function prepared(whole: Draft, reduced: Reduced, { judgement, rehearsed }: Rehearsal): Prepared {
  const leaks = findLeaks({ held: whole.body, message: reduced.draft });
  const isTight = !leaks.some(({ severity }) => severity === "error");
  const maySend = isTight && judgement.verdict !== "reject";
  return asStage({ ...reduced, judgement, rehearsed, leaks, maySend });
}

const asStage = (parts: PreparedDraft): Prepared => parts as Prepared;

function policyInput({ tier: _, history, ...input }: DraftInput): Parameters<typeof minimise>[0] {
  return history?.exchange === undefined ? input : { ...input, exchange: history.exchange };
}

/** Adds what {@link Minimised} has beside draft and account. */
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
