import type { InboxRow, OutboxRow } from "@safepassage/agency";
import { createFixedClock, encodeUtf8, sha256Base64url } from "@safepassage/core";
import type { HistoryNote } from "@safepassage/history";
import { issueRefusal } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import type { Sent } from "./correcting.ts";
import { entityOf, type Name } from "./federation.ts";
import { inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import {
  type LocalAnswer,
  NGO_B,
  NOW,
  requestS011,
  type TestExchange,
  type TestGateway,
} from "./world.ts";

/** Withdraws, at NGO-B, the consent that a message was sent on. */
export async function withdraw({ b }: TestExchange, sent: Sent): Promise<LocalAnswer> {
  const { private: hidden } = messageOf(await inside(b.store).outbox.find(sent.id));
  return b.call("POST", "/v1/withdrawals", {
    digest: sent.digest,
    consentRef: hidden["private.consentRefs"][0],
    officer: { id: "staff-0042", assurance: 2 },
  });
}

/** Queues another message of the same exchange, on the same consent. */
export async function queueAnother(
  { b }: TestExchange,
  first: Sent,
  change: object = {},
): Promise<Sent> {
  const { private: hidden } = messageOf(await inside(b.store).outbox.find(first.id));
  const [ref] = hidden["private.consentRefs"];
  const draft = {
    ...requestS011(),
    private: { "private.exchangeId": hidden["private.exchangeId"], ...change },
    consents: requestS011().consents?.map((consent) => ({ ...consent, ref })),
  };
  const { json, status } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(`not queued: ${JSON.stringify(json)}`);
  return json;
}

/** Queues, at NGO-C, an answer that copies a message. It is not sent yet. */
export async function queueCopy({ c }: TestExchange, sent: Sent): Promise<Sent> {
  const [consent] = requestS011().consents ?? [];
  if (consent === undefined) throw new TypeError("S01.1 has no consent");
  const draft = {
    ...requestS011(),
    recipient: NGO_B,
    consents: [{ ...consent, record: { ...consent.record, recipients: [NGO_B] } }],
    private: {
      "private.exchangeId": (await inside(c.store).inbox.find(NGO_B, sent.id))?.content?.exchangeId,
      "private.inReplyTo": sent.id,
    },
  };
  const { json, status } = await c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(`not queued: ${JSON.stringify(json)}`);
  return json;
}

/**
 * Writes copies of a message that was sent into the store of its sender, as if they had been sent as well, and into that
 * of its recipient, unless it `hasLost` them. Returns their digests.
 */
export async function multiply(
  { b, c }: TestExchange,
  first: Sent,
  count: number,
  { hasLost = false } = {},
): Promise<readonly string[]> {
  const [sent, received] = [
    await inside(b.store).outbox.find(first.id),
    await inside(c.store).inbox.find(NGO_B, first.id),
  ];
  const [mine, theirs] = [sent?.content, received?.content];
  if (!(sent && received && mine && theirs)) throw new TypeError("the first was not delivered");
  const copies = Array.from({ length: count }, (_, index) => ({
    id: crypto.randomUUID(),
    digest: digestOfText(`copy ${index}`),
  }));
  const notes = [await noteOf(b, first), await noteOf(c, first)] as const;
  await b.store.transaction(async ({ outbox }) => {
    for (const { id, digest } of copies) {
      const row = { ...outgoing(sent), id, digest, content: mine, emergency: false };
      await outbox.add({
        ...row,
        submission: undefined,
        history: notes[0](id, digest),
      });
      await outbox.change(id, { state: "sending" });
      await outbox.change(id, { state: "decided", receipts: sent.receipts });
    }
  });
  await c.store.transaction(async ({ inbox }) => {
    for (const { id, digest } of hasLost ? [] : copies) {
      const { erasedAt: _, mendedBy: __, ...row } = received;
      const own = { id, digest, sealedDigest: digest, content: theirs };
      await inbox.add({
        ...row,
        ...own,
        history: notes[1](id, digest),
      });
    }
  });
  return copies.map(({ digest }) => digest);
}

/** Makes the note of a copy. */
async function noteOf(
  { store }: TestGateway,
  first: Sent,
): Promise<(message: string, digest: string) => HistoryNote> {
  const note = await inside(store).history.find(first.digest);
  if (note === undefined) throw new TypeError("nothing is noted of the first");
  return (message, digest) => ({
    ...note,
    record: { ...note.record, message, digest },
    mentions: [],
  });
}

/** Makes a recipient read what is posted to it, and answer that it cannot. Returns the packages. */
export function refuseAll(
  { federation, intercept }: TestExchange,
  code: string,
  [sender, recipient]: readonly [Name, Name] = ["NGO-B", "NGO-C"],
): string[] {
  const read: string[] = [];
  intercept((request) => (request.url.endsWith("/inbox") ? refuse(request) : undefined));
  const refuse = async (request: Request): Promise<Response> => {
    const text = await request.text();
    read.push(text);
    const receipt = issueRefusal(
      { sealed: digestOfText(text), code },
      {
        ...{ self: entityOf(recipient), to: entityOf(sender) },
        ...{ signer: federation.signers[recipient], clock: createFixedClock(NOW) },
      },
    );
    return Response.json({ receipt }, { status: 400 });
  };
  return read;
}

/** Hands a package to NGO-C's gateway. Returns its receipts. */
export async function post(exchange: TestExchange, sealed: string): Promise<readonly string[]> {
  const response = await postPackage(exchange, sealed);
  return ((await response.json()) as { receipts?: string[] }).receipts ?? [];
}

/** Reads the content of a message that is held. */
export function messageOf(row: InboxRow | OutboxRow | undefined): DecodedMessage {
  if (row?.content === undefined) throw new TypeError("the message is not held");
  return row.content.message;
}

const digestOfText = (text: string): string => sha256Base64url(encodeUtf8(text));

/** Reduces a row to the members of a new one. */
function outgoing<T extends object>(row: T): T {
  const state = ["state", "attempts", "posted", "lastError", "receipts", "sealed", "clock"];
  const later = new Set([...state, "erasedAt", "certificate"]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => !later.has(name))) as T;
}
