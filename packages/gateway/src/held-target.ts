import { type OpenedMessage, readAuthorisations, readConsents } from "@safepassage/message";
import type { DecodedMessage, HeldMessage, History } from "@safepassage/schema";
import { carryValues, correctionGroups, findCorrected } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";
import { acceptedAt, isUndecided, MOST_CORRECTIONS, readCorrected } from "./corrections-of.ts";
import { GatewayError } from "./gateway-error.ts";
import type { InboxRow, OutboxRow } from "./store.ts";

/** What else is known of the message that is corrected. */
export type AskHistory = (message: DecodedMessage, digest: string) => History;

type Context = Pick<GatewayContext, "store" | "self" | "registry" | "clock">;

/**
 * The message whose values a correction changes, as this gateway holds it: none, if it does not. Left
 * out where nothing is changed.
 *
 * @throws {@link GatewayError} `GATEWAY_CORRECTION_UNDECIDED`, for a correction of its own only.
 * @see `docs/spec/gateway-erasure.md#corrections`
 */
export function heldTargets(
  context: Context,
  correction: DecodedMessage,
  askHistory: AskHistory,
): Pick<History, "corrected"> {
  const groups = correctionGroups(correction.body);
  if (!carryValues(groups)) return {};
  const digests = new Set(groups.flatMap(({ targets }) => targets.map(({ message }) => message)));
  // One correction is about one message: R79 refuses any other.
  const [digest = ""] = digests;
  const held = digests.size > 1 ? undefined : findHeld(context, correction, digest);
  requireDecided(context, correction, held);
  const reading = held && readCorrected(context, held);
  if (reading === undefined) return { corrected: [] };
  const { message } = reading;
  const [registry, now] = [context.registry(), context.clock.now()];
  const known: HeldMessage = {
    digest,
    message,
    consents: readConsents(message, registry, now),
    authorisations: readAuthorisations(message, registry, now).verified,
    history: askHistory(message, digest),
  };
  return { corrected: [known] };
}

/** How a message stands is not known while a correction of it is under way. */
function requireDecided(
  context: Context,
  { clear }: DecodedMessage,
  held: InboxRow | OutboxRow | undefined,
): void {
  const isOwn = clear["env.sender.agencyId"] === context.self;
  if (isOwn && held !== undefined && "recipient" in held && isUndecided(context, held)) {
    throw new GatewayError("GATEWAY_CORRECTION_UNDECIDED", "a correction is under way");
  }
}

/** What a correction makes of the message that it corrects, for what is noted of it. */
export function correctedBy(
  history: Pick<History, "corrected">,
  message: DecodedMessage,
): { readonly corrected?: DecodedMessage } {
  if (history.corrected === undefined) return {};
  const found = findCorrected({ message }, history);
  return found !== undefined && "held" in found ? { corrected: found.after } : {};
}

/** What an opened message tells: a correction, what its message says with the new values. */
export function toldBy(opened: OpenedMessage, history: Pick<History, "corrected">): OpenedMessage {
  if (history.corrected === undefined) return opened;
  const found = findCorrected(opened, history);
  if (found === undefined || !("held" in found)) return opened;
  return { ...opened, message: found.after, consents: found.held.consents };
}

function findHeld(
  { store, self }: Pick<Context, "store" | "self">,
  { clear }: DecodedMessage,
  digest: string,
): InboxRow | OutboxRow | undefined {
  const isOwn = clear["env.sender.agencyId"] === self;
  const other = isOwn ? clear["env.recipient.agencyId"] : clear["env.sender.agencyId"];
  const received = store.findInboxByDigest(digest);
  // A message of a third agency is not told of: whoever asks learns nothing from the answer.
  if (received !== undefined) {
    return received.sender === other && acceptedAt(received) !== undefined ? received : undefined;
  }
  const sent = store.findOutboxByDigest(digest);
  if (sent === undefined || sent.recipient !== other) return undefined;
  // Of what it was sent itself the other party cannot correct anything: R79 says so.
  if (!isOwn) return sent;
  return isHeldByRecipient(store, sent, clear["env.deliverBy"]) ? sent : undefined;
}

/** Whether the recipient of a message still has it when a correction arrives, as far as is known here. */
function isHeldByRecipient(
  { history, hasEvent }: GatewayContext["store"],
  row: OutboxRow,
  deliverBy: string,
): boolean {
  const naming = { kind: "names", key: row.digest } as const;
  const by = { own: true, other: row.recipient };
  const named = history.under(naming, MOST_CORRECTIONS + 1, by);
  return (
    acceptedAt(row) !== undefined &&
    row.erasedAt === undefined &&
    row.certificate === undefined &&
    !hasEvent("erasureRequested", row.digest) &&
    row.eraseBy > deliverBy.slice(0, 10) &&
    // What was asked to be erased may be gone before the certificate is here. Of so many nobody knows.
    named.length <= MOST_CORRECTIONS &&
    !named.some(({ erases, undelivered }) => undelivered !== true && erases?.includes(row.digest))
  );
}
