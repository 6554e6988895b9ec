import type { OutboxRow } from "@safepassage/agency";
import type { DecodedMessage } from "@safepassage/schema";
import { eventsOf, inside } from "./inside.ts";
import { requestS011, type TestExchange } from "./world.ts";

/** The id of a group that a test adds. */
export const GID = "Q5oQKBNJwqPP7MUZFCwvaQ";

/** A request to send a draft as it is. */
export const body = (draft: object): object => ({ draft, mode: "asIs" });

/** Submits a draft at NGO-B. Returns the row that waits. */
export async function submit(
  { b }: TestExchange,
  draft: object = requestS011(),
  headers: Record<string, string> = {},
): Promise<OutboxRow> {
  const { status, json } = await b.call("POST", "/v1/messages", body(draft), headers);
  if (status !== 201) throw new TypeError(`not queued: ${JSON.stringify(json)}`);
  const row = await inside(b.store).outbox.find(json.id);
  if (row === undefined) throw new TypeError("the message was not stored");
  return row;
}

/** The row of a message in the outbox of NGO-B. */
export async function rowOf({ b }: TestExchange, digest: string): Promise<OutboxRow> {
  const row = await inside(b.store).outbox.findByDigest(digest);
  if (row === undefined) throw new TypeError("no such message sent");
  return row;
}

/** What NGO-C holds of the messages that NGO-B has sent now. */
export async function received_({ b, c }: TestExchange) {
  const digests = (await eventsOf(b.store, "replacedBy")).map(({ ref = "" }) => ref.slice(44));
  const rows = await Promise.all(
    digests.map((digest) => inside(c.store).inbox.findByDigest(digest)),
  );
  return rows.filter((row) => row !== undefined);
}

/** How many messages NGO-C holds. */
export const countInbox = async ({ c }: TestExchange): Promise<number> =>
  (await inside(c.store).inbox.counts()).inbox;

/** Keeps the bodies of what is posted from now on. */
export function keepPosts(exchange: TestExchange): readonly string[] {
  const bodies: string[] = [];
  exchange.intercept((request) => {
    if (request.method !== "POST") return undefined;
    return request
      .clone()
      .text()
      .then((text) => {
        bodies.push(text);
        return undefined;
      });
  });
  return bodies;
}

/** A message with a kind of group that this catalogue lacks. */
export const withGoneKind = (message: DecodedMessage): DecodedMessage => ({
  ...message,
  body: {
    ...message.body,
    [GID]: { kind: "goneKind", links: [], leaves: [{ f: "goneKind.what", v: "something" }] },
  } as unknown as DecodedMessage["body"],
});
