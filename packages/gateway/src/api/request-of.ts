import {
  AgencyError,
  type DraftRequest,
  findExchanged,
  followUpTo,
  type MessageRow,
  notSent,
  type OutboxRow,
  showReplacement,
  type Tx,
} from "@safepassage/agency";
import { ApiError, type Draft } from "@safepassage/api";
import { BODY_BOUNDS } from "@safepassage/schema";
import type { Caller } from "./caller.ts";
import type { ApiContext } from "./handler.ts";
import { responsible } from "./responsible.ts";

/**
 * Completes a draft: with whoever is responsible, and, if it goes on with another message, with what that message says of
 * recipient, purpose, agreement and exchange.
 *
 * @throws ApiError `API_OFFICER_*`, `API_CONTENT_ERASED`, `API_CONTENT_QUARANTINED`; AgencyError
 *   `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_MESSAGE_RECEIVED`, `GATEWAY_AGREEMENT_UNKNOWN`.
 */
export async function requestOf(
  context: ApiContext,
  caller: Caller,
  { inReplyTo, ...draft }: Draft,
): Promise<DraftRequest> {
  const officer = await responsible(context, caller, draft.officer);
  if (draft.messageType === "recall") {
    const targets = targetsOf(draft.body);
    await context.store.transaction((tx) => requireSent(tx, targets));
  }
  if (inReplyTo === undefined) return { ...(draft as DraftRequest), officer };
  const { message } = await context.store.transaction((tx) => heldContent(tx, inReplyTo));
  const { clear, private: hidden, ...known } = followUpTo(context, message);
  return {
    ...draft,
    ...known,
    officer,
    clear: { ...clear, ...draft.clear },
    private: { ...draft.private, ...hidden },
  };
}

/**
 * The digest by which a draft would name the message that a request goes on with, as {@link requestOf} takes it. `undefined` if it
 * goes on with none, or with one that cannot be answered.
 */
export async function findAnswered(
  tx: Tx,
  { recipient, private: hidden = {} }: Pick<DraftRequest, "recipient" | "private">,
): Promise<string | undefined> {
  const id = hidden["private.inReplyTo"];
  const row = typeof id === "string" ? await findExchanged(tx, recipient, id) : undefined;
  const last = row && (await findHeld(tx, row.digest));
  return last?.content === undefined || last.state === "quarantined" ? undefined : last.digest;
}

/** The messages that a recall names. What has not the form of a body, or more values than one, is refused where it is prepared. */
function targetsOf(body: unknown): readonly string[] {
  const targets = Object.values(Object(body))
    .flatMap((group) => Object(group).leaves ?? [])
    .map(Object)
    .filter(({ f, v }) => f === "recall.target" && typeof v === "string")
    .map(({ v }) => v);
  return [...new Set<string>(targets)].slice(0, BODY_BOUNDS.groups * BODY_BOUNDS.leaves);
}

/** Nobody carries out the recall of a message of somebody else, though its sender takes it in: who asks for that believes it gone. */
async function requireSent(tx: Tx, digests: readonly string[]): Promise<void> {
  for (const digest of digests) {
    const received = await tx.inbox.findByDigest(digest);
    if (received !== undefined && (await findSent(tx, digest)) === undefined)
      throw notSent(received);
  }
}

/** The content of a message that is held and can be answered. */
async function heldContent(tx: Tx, digest: string) {
  const row = await findHeld(tx, digest);
  if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message");
  if (row.state === "quarantined") {
    throw new ApiError("API_CONTENT_QUARANTINED", "it is for the two roles");
  }
  if (row.content === undefined) throw new ApiError("API_CONTENT_ERASED", "it cannot be answered");
  return row.content;
}

/** A message sent or received; of one that was signed again the last. */
const findHeld = async (tx: Tx, digest: string): Promise<MessageRow | undefined> =>
  (await findSent(tx, digest)) ?? (await tx.inbox.findByDigest(digest));

/** A message sent, or the one that was signed in its place. */
export async function findSent(tx: Tx, digest: string): Promise<OutboxRow | undefined> {
  const { replacedBy } = await showReplacement(tx, digest);
  return replacedBy === undefined ? tx.outbox.findByDigest(digest) : findSent(tx, replacedBy);
}
