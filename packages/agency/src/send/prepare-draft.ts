import { toInstant } from "@safepassage/core";
import {
  type HistoryOptions,
  historyOf,
  namePeople,
  noteOf,
  toldWeights,
} from "@safepassage/history";
import type { Draft } from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import { claimsThreatToLife } from "../effects/quarantine.ts";
import { correctedBy, toldBy } from "../history/held-target.ts";
import { historySource } from "../history/history-source.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { type AgencyContext, type FactContext, workOutIn } from "../setting/context.ts";
import type { SenderFacts } from "../stages/facts.ts";
import { type Prepared, prepare } from "../stages/prepare.ts";
import { type Signed, sign } from "../stages/sign.ts";
import type { Tx } from "../store/ports.ts";
import type { NewOutboxRow, Submission } from "../store/rows.ts";

/** What is known of a draft beside the store. */
export interface Known extends Omit<HistoryOptions, "people"> {
  /** Ids that the case system knows the persons by, by group id. Never stored. */
  readonly people?: Readonly<Record<string, string>>;
}

/** Prepares a draft with all that this gateway knows. Sends and stores nothing. */
export async function prepareDraft(
  context: AgencyContext,
  tx: Tx,
  draft: Draft,
  mode: "minimise" | "asIs",
  known: Known = {},
): Promise<Prepared> {
  return workOutIn(context, tx, (facts) => prepare(draft, senderFacts(facts, known), { mode }));
}

/**
 * Signs a prepared draft, and makes the row that is stored of it.
 *
 * @throws {@link AgencyError} `GATEWAY_DRAFT_REFUSED`, with the findings as details.
 */
export function signPrepared(
  context: AgencyContext,
  tx: Tx,
  prepared: Prepared,
  known: Known = {},
  submission?: Submission,
): Promise<NewOutboxRow> {
  requireSendable(prepared);
  const { signer, registry, agreements, clock } = context;
  const now = clock.now();
  const facts = { registry: registry(), findAgreement: agreements().findAgreement, now };
  const signed = sign(prepared, signer, facts);
  return workOutIn(context, tx, (read) => toOutboxRow(read, signed, known, submission));
}

function senderFacts(context: FactContext, { people, ...known }: Known): SenderFacts {
  const source = historySource(context);
  return {
    registry: context.registry(),
    findAgreement: context.agreements().findAgreement,
    now: context.clock.now(),
    isUsed: (messageId) => context.facts.outbox.find(messageId) !== undefined,
    historyOf: (judged) =>
      historyOf(source, judged, { ...known, people: namePeople(source, judged.message, people) }),
  };
}

function requireSendable({ maySend, judgement, leaks }: Prepared): void {
  if (maySend) return;
  const isRefused = judgement.verdict === "reject";
  const findings = isRefused ? judgement.findings : leaks;
  throw new AgencyError("GATEWAY_DRAFT_REFUSED", `${findings.length} findings`, {
    details: { verdict: "reject", findings },
  });
}

function toOutboxRow(
  context: FactContext,
  { issued, opened }: Signed,
  { people: said, ...known }: Known,
  submission: Submission | undefined,
): NewOutboxRow {
  const { self, clock } = context;
  const { clear } = opened.message;
  const now = clock.now().getTime();
  const source = historySource(context);
  const people = namePeople(source, opened.message, said);
  const history = historyOf(source, opened, { ...known, people });
  const told = toldBy(opened, history);
  return {
    id: clear["env.messageId"],
    recipient: clear["env.recipient.agencyId"],
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest: issued.digest,
    sdHash: opened.sdHash,
    resolved: opened.resolved,
    jwt: issued.jwt,
    createdAt: clear["env.createdAt"],
    deliverBy: clear["env.deliverBy"],
    eraseBy: clear["env.retention.eraseBy"],
    nextAttempt: now,
    pausedAt: now,
    emergency: claimsThreatToLife(opened.message),
    content: {
      sdJwt: issued.sdJwt,
      seed: issued.seed,
      exchangeId: opened.message.private["private.exchangeId"],
      message: opened.message,
    },
    submission,
    history: noteOf(opened.message, {
      ...{ self, digest: issued.digest, at: clear["env.createdAt"] },
      ...correctedBy(history, opened.message),
      people: new Map([...namePeople(source, told.message), ...people]),
      weights: toldWeights({
        ...told,
        registry: registryFacts(context.registry(), told.message),
        now: toInstant(clock.now()),
      }),
      ...(known.sources === undefined ? {} : { sources: known.sources }),
    }),
  };
}
