import { toInstant } from "@safepassage/core";
import { CONSENT_BASES, coversBasis, type DecodedMessage, type Draft } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import { acceptedAt, eraseAll, valuesBesideAll } from "./corrections-of.ts";
import { GatewayError } from "./gateway-error.ts";
import { composeReply } from "./reply.ts";
import type { OutboxRow } from "./store.ts";

/** What a case system says when a consent is withdrawn. */
export interface WithdrawalRequest {
  /** Digest of the message. */
  readonly digest: string;
  readonly consentRef: string;
  readonly officer: { readonly id: string; readonly assurance: number };
}

/** A correction that has the data of a withdrawn consent erased. */
export interface Withdrawal {
  readonly draft: Draft;
  readonly recipient: string;
  /** Writes; runs inside the transaction that stores the correction. */
  apply(): void;
}

/**
 * Writes the correction that tells a recipient to erase a message, since the consent that it was
 * sent on was withdrawn, and with it every other message of the exchange on that consent.
 *
 * What has not arrived yet is not sent any more.
 *
 * @throws {@link GatewayError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`.
 */
export function composeWithdrawal(
  context: GatewayContext,
  { digest, consentRef, officer }: WithdrawalRequest,
): Withdrawal {
  const { store, clock } = context;
  const row = store.findOutboxByDigest(digest);
  if (row === undefined) throw new GatewayError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
  const impossible = (why: string) => new GatewayError("GATEWAY_WITHDRAWAL_IMPOSSIBLE", why);
  if (row.content === undefined) throw impossible("the message is erased");
  if (row.state !== "delivered" && row.state !== "decided") throw impossible("not delivered");

  const original = JSON.parse(row.content.message) as DecodedMessage;
  if (!original.private["private.consentRefs"].includes(consentRef)) {
    throw impossible("the message was not sent on this consent");
  }
  if (!restsOnConsentAlone(original)) throw impossible("the message rests on another basis too");

  const sent = store
    .held(row.content.exchangeId)
    .outbox.filter(
      (other) =>
        other.recipient === row.recipient &&
        restsOn(messageOf(other), consentRef) &&
        restsOnConsentAlone(messageOf(other)),
    );
  const rows = [row, ...sent.filter(({ id }) => id !== row.id)].slice(0, MAX_TARGETS);
  const arrived = rows.filter(({ state }) => MAY_HAVE_ARRIVED.has(state));
  const draft = composeReply(context, original, {
    messageType: "correction",
    officer,
    inReplyTo: row.id,
    group: {
      kind: "correction",
      leaves: [
        ...targetsIn(arrived).map((v) => ({ f: "correction.target", v })),
        { f: "correction.action", v: "erase" },
        { f: "correction.reason", v: "consentWithdrawn" },
      ],
    },
  });
  return {
    draft,
    recipient: row.recipient,
    apply() {
      const at = toInstant(clock.now());
      for (const { digest: ref } of arrived) store.addEvent({ kind: "erasureRequested", at, ref });
      for (const { digest: ref, state } of rows) {
        if (state === "delivered" || state === "decided") continue;
        store.eraseOutbox(ref, at, undefined);
        store.addEvent({ kind: "erased", at, ref });
      }
      // New values go with their message: those that have not arrived are not sent any more.
      const values = valuesBesideAll(context, arrived);
      for (const value of values) {
        if (acceptedAt(value) === undefined) eraseAll(context, [value], at);
        else store.addEvent({ kind: "erasureRequested", at, ref: value.digest });
      }
    },
  };
}

/** Whether nothing but consent permits a message: then its withdrawal ends it. */
export function restsOnConsentAlone({ clear }: Pick<DecodedMessage, "clear">): boolean {
  return clear["env.legalBasis"].every((basis) =>
    CONSENT_BASES.some((admitted) => coversBasis(admitted, basis)),
  );
}

function restsOn({ private: hidden }: DecodedMessage, consentRef: string): boolean {
  return (hidden["private.consentRefs"] ?? []).includes(consentRef);
}

/** Paths of all messages, as many of each as the correction has room for, and one at least. */
function targetsIn(rows: readonly OutboxRow[]): readonly { message: string; path: string }[] {
  const each = Math.floor(MAX_TARGETS / rows.length);
  return rows.flatMap((row) => {
    const paths = Object.entries(messageOf(row).body).flatMap(([gid, { leaves }]) =>
      leaves.map(({ f }) => `${gid}/${f}`),
    );
    return [...new Set(paths)].slice(0, each).map((path) => ({ message: row.digest, path }));
  });
}

function messageOf({ content }: OutboxRow): DecodedMessage {
  return JSON.parse(content?.message ?? "null") as DecodedMessage;
}

const MAX_TARGETS = 64;
const MAY_HAVE_ARRIVED: ReadonlySet<OutboxRow["state"]> = new Set([
  "sending",
  "delivered",
  "decided",
]);
