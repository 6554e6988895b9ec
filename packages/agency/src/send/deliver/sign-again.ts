import { ProtocolError, toInstant } from "@safepassage/core";
import { textsIn } from "@safepassage/history";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import type { Finding } from "@safepassage/validator";
import { carryOut, type Effect, noteEvent } from "../../effects/shared/effect.ts";
import { replacement } from "../../effects/shared/replaced.ts";
import { emergency, isWarning } from "../../effects/warning/quarantine.ts";
import { namedBy } from "../../history/known.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import { withoutNote } from "../../store/without-note.ts";
import { composeAgain } from "../queue/compose-again.ts";
import { signDraft } from "../queue/queue.ts";
import type { Known } from "../queue/submitted.ts";
import { erasureUntold } from "../queue/untold.ts";
import { type Outdated, outdated } from "../queue/why-again.ts";

/**
 * Prepares, judges and signs a message again, for the catalogue and under the keys of today. The new one takes its place in the
 * outbox. What may not be sent any more under this catalogue is refused here, and the operator is told.
 *
 * Call it only for a message that was never posted, or that its recipient has just refused for this reason: else it
 * might arrive twice.
 *
 * @returns whether the message is not to be sent any more as it was.
 * @throws ProtocolError for what time may mend: no registry, or an agreement that does not admit the catalogue yet.
 * @see docs/spec/gateway-sending.md#another-catalogue
 */
export async function signAgain(
  context: AgencyContext,
  id: string,
  { isUntaken = false, under = new Set() }: SignAgainOptions = {},
): Promise<boolean> {
  const within = new Set([...under, id]);
  // What it answers or corrects comes first: it names that by its new digest.
  for (const before of await namedFirst(context, id)) {
    if (!within.has(before)) await signAgain(context, before, { under: within });
  }
  return carryOut<boolean>(context, async (tx) => {
    const found = outdated(context, await tx.outbox.find(id));
    // Another attempt may have posted it since somebody looked: its recipient would take both.
    if (found === undefined || (found.row.posted && !isUntaken)) {
      return { effects: [], value: false };
    }
    const effects = await again(context, tx, found.row).catch((error: unknown) => {
      if (!isVerdict(error)) throw error;
      // Under this catalogue it was judged before: its recipient may still take it as it is.
      return found.why === "key" ? [] : refusal(context, found.row, error);
    });
    const isDone = effects.length > 0;
    return { effects, value: isDone, ...(isDone && { step: "outbox.replace" }) };
  });
}

interface SignAgainOptions {
  /** Whether its recipient has just refused it for this reason. Left out, one that was posted meanwhile stays as it is. */
  readonly isUntaken?: boolean;
  /** The messages for which it is signed again, as they name it. */
  readonly under?: ReadonlySet<string>;
}

/** Makes due what waits under another catalogue than that of this version. Call it once, before the first deliveries. */
export const wakeEarlier = ({ store, clock }: AgencyContext): Promise<void> =>
  store.transaction(({ outbox }) => outbox.wake({ notOf: PROFILE_DIGEST }, clock.now().getTime()));

/** Messages of this agency that have to be signed again too, were never posted, and are named by one. */
function namedFirst(context: AgencyContext, id: string): Promise<readonly string[]> {
  return context.store.transaction(async ({ outbox }) => {
    const found = outdated(context, await outbox.find(id));
    if (found === undefined) return [];
    const { message } = found.row.content;
    const named = [
      await outbox.find(message.private["private.inReplyTo"] ?? ""),
      ...(await Promise.all(namedBy(message).map((digest) => outbox.findByDigest(digest)))),
    ];
    return named.flatMap((one) =>
      one !== undefined && !one.posted && outdated(context, one) !== undefined ? [one.id] : [],
    );
  });
}

async function again(
  context: AgencyContext,
  tx: Tx,
  row: Outdated["row"],
): Promise<readonly Effect[]> {
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
function knownAgain({ facts }: FactContext, { content, recipient }: Outdated["row"]): Known {
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
function isNamedForGood(context: FactContext, { digest, recipient }: Outdated["row"]): boolean {
  const { facts } = context;
  if (facts.events.has("erasureRequested", digest)) return true;
  const naming = { kind: "names", key: digest } as const;
  return facts.history
    .under(naming, MOST_NAMING, { own: true, other: recipient })
    .some(({ record }) => {
      const row = facts.outbox.findByDigest(record.digest);
      return row !== undefined && (row.posted || outdated(context, row) === undefined);
    });
}

/** Refuses a message for good, and tells why in codes. */
function refusal(
  context: AgencyContext,
  row: Outdated["row"],
  error: ProtocolError,
): readonly Effect[] {
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
