import { ProtocolError, toInstant } from "@safepassage/core";
import { textsIn } from "@safepassage/history";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import type { Finding } from "@safepassage/validator";
import { carryOut, type Effect, noteEvent, type Outcome } from "../effects/effect.ts";
import { emergency, isWarning } from "../effects/quarantine.ts";
import { replacement } from "../effects/replaced.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { isOfOther } from "../stages/profile.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { OutboxContent, OutboxRow } from "../store/rows.ts";
import { withoutNote } from "../store/without-note.ts";
import { composeAgain } from "./compose-again.ts";
import { namedBy, signDraft } from "./queue.ts";
import type { Known } from "./submitted.ts";
import { erasureUntold } from "./untold.ts";

/** An outgoing message that another version of this program signed, for its own catalogue. */
type Earlier = OutboxRow & { readonly content: OutboxContent };

/** Whether a message waits to be sent under another catalogue than that of this version. */
export const isEarlier = (row: OutboxRow | undefined): row is Earlier =>
  (row?.state === "queued" || row?.state === "sending") &&
  row.content !== undefined &&
  isOfOther(row.content.message);

/**
 * Prepares, judges and signs a message again, for the catalogue of this version. The new one takes its place in the
 * outbox. What may not be sent any more is refused here, and the operator is told.
 *
 * Call it only for a message that was never posted, or that its recipient has just refused for its catalogue: else it
 * might arrive twice.
 *
 * @throws ProtocolError for what time may mend: no registry, or an agreement that does not admit the catalogue yet.
 * @see docs/spec/gateway-sending.md#another-catalogue
 */
export async function signAgain(
  context: AgencyContext,
  id: string,
  under: ReadonlySet<string> = new Set(),
): Promise<void> {
  const within = new Set([...under, id]);
  // What it answers or corrects comes first: it names that by its new digest.
  for (const before of await namedFirst(context, id)) {
    if (!within.has(before)) await signAgain(context, before, within);
  }
  await carryOut(context, async (tx) => {
    const row = await tx.outbox.find(id);
    if (!isEarlier(row)) return { effects: [], value: undefined };
    const effects = await again(context, tx, row).catch((error: unknown) => {
      if (!isVerdict(error)) throw error;
      return refusal(context, row, error);
    });
    return { effects, value: undefined, step: "outbox.replace" } satisfies Outcome<undefined>;
  });
}

/** Makes due what waits under another catalogue than that of this version. Call it once, before the first deliveries. */
export const wakeEarlier = ({ store, clock }: AgencyContext): Promise<void> =>
  store.transaction(({ outbox }) => outbox.wake({ notOf: PROFILE_DIGEST }, clock.now().getTime()));

/** Messages of this agency that wait under another catalogue too, were never posted, and are named by one. */
function namedFirst(context: AgencyContext, id: string): Promise<readonly string[]> {
  return context.store.transaction(async ({ outbox }) => {
    const row = await outbox.find(id);
    if (!isEarlier(row)) return [];
    const { message } = row.content;
    const named = [
      await outbox.find(message.private["private.inReplyTo"] ?? ""),
      ...(await Promise.all(namedBy(message).map((digest) => outbox.findByDigest(digest)))),
    ];
    return named.flatMap((one) => (isEarlier(one) && !one.posted ? [one.id] : []));
  });
}

async function again(context: AgencyContext, tx: Tx, row: Earlier): Promise<readonly Effect[]> {
  const at = toInstant(context.clock.now());
  // The message itself is no earlier message: it would count twice.
  const rest = withoutNote(tx, row.digest);
  const { draft, known, isNamed } = await workOutIn(context, rest, (facts) => ({
    draft: composeAgain(facts, row.content.message),
    known: knownAgain(facts, row),
    isNamed: isNamedForGood(facts, row),
  }));
  if (isNamed) throw new AgencyError("GATEWAY_PROFILE_CHANGED", "a message sent names it");
  const sources = (await tx.history.find(row.digest))?.sources;
  const given = { ...known, ...(sources && { sources }) };
  const sign = (mode: "asIs" | "minimise") =>
    signDraft(context, rest, draft, { mode, known: given });
  let isLess = false;
  const { row: by } = await sign("asIs").catch((error: unknown) => {
    // Who submitted it believes that all of it is told. Only where a life is at stake less is better than nothing.
    if (!isVerdict(error) || !isWarning(row.content.message)) throw error;
    isLess = true;
    return sign("minimise");
  });
  const ref = by.digest;
  const told = { ref, peer: row.recipient };
  return [
    { does: "replace", id: row.id, by, at },
    ...replacement(row.digest, ref, at),
    { does: "log", event: { event: "signedAgain", ...told } },
    ...(isLess ? [noteEvent("sentLess", at, ref, { log: { event: "sentLess", ...told } })] : []),
  ];
}

/** What the case system stated when it submitted the message, as far as it is kept. */
function knownAgain({ facts }: FactContext, { content, recipient }: Earlier): Known {
  const { message } = content;
  const reasons = textsIn(Object.values(message.body), "correction.reason");
  const isWithdrawal =
    reasons.includes("consentWithdrawn") &&
    namedBy(message).every((digest) => facts.events.has("erasureRequested", digest));
  if (!isWithdrawal) return {};
  const told = { onlyBasisRecipients: [recipient], correctedRecipients: [recipient] };
  return { event: { kind: "consentWithdrawn", ...told } };
}

/**
 * Whether a message that goes by its present digest is named in one that may be with its recipient. Signed again, it would
 * escape what that one asks for, such as its erasure.
 */
function isNamedForGood({ facts }: FactContext, { digest, recipient }: Earlier): boolean {
  if (facts.events.has("erasureRequested", digest)) return true;
  const naming = { kind: "names", key: digest } as const;
  return facts.history
    .under(naming, MOST_NAMING, { own: true, other: recipient })
    .some(({ record }) => {
      const row = facts.outbox.findByDigest(record.digest);
      return row !== undefined && (row.posted || !isEarlier(row));
    });
}

/** Refuses a message for good, and tells why in codes. */
function refusal(context: AgencyContext, row: Earlier, error: ProtocolError): readonly Effect[] {
  const { id, digest: ref, recipient: peer, content } = row;
  const at = toInstant(context.clock.now());
  const findings = (error.details?.["findings"] ?? []) as readonly Finding[];
  const codes = findings.length === 0 ? [error.code] : findings.map(({ code }) => code);
  const why = [...new Set(codes)].join(" ");
  const change = { state: "refused", sealed: null, lastError: CHANGED } as const;
  return [
    { does: "change", id, change },
    {
      does: "event",
      event: { kind: "profileRefused", at, ref, code: why },
      log: { event: "refused", ref, peer, code: CHANGED, own: true },
    },
    ...(isWarning(content.message)
      ? emergency("emergencyUndelivered", { ref, code: CHANGED, at })
      : []),
    ...erasureUntold(row, { code: CHANGED, at }),
  ];
}

/** Whether an error is about what the message says. Everything else may be over later. */
function isVerdict(error: unknown): error is ProtocolError {
  if (!(error instanceof ProtocolError) || error.fault === "self") return false;
  if (error instanceof AgencyError) return VERDICTS.has(error.code);
  return !(error instanceof TrustError) && error.code !== "MESSAGE_AGREEMENT_UNKNOWN";
}

const CHANGED = "GATEWAY_PROFILE_CHANGED";
const VERDICTS: ReadonlySet<string> = new Set(["GATEWAY_DRAFT_REFUSED", CHANGED]);
/** Most messages that are read which name one; a person names it in one or two. */
const MOST_NAMING = 64;
