import { randomUUID } from "node:crypto";
import type { Draft } from "@safepassage/api";
import { answerOf, type Client, follow, placeNow } from "@safepassage/client";

/** Sends a draft and waits for the answer to it. */
export async function sendAndAwait(client: Client, draft: Draft, say = console.log) {
  const preview = await answerOf(client.v1.preview.$post({ json: draft }));
  for (const { field, outcome } of preview.account) {
    if (outcome !== "allowed") say(`${outcome} ${field}`);
  }
  if (!preview.maySend) throw new Error("this draft may not be sent: look at preview.judgement");

  // The place first, then the message: nothing that becomes of it is missed.
  const after = await placeNow(client);
  const sent = await answerOf(
    client.v1.messages.$post(
      { json: { mode: "minimise", draft } },
      { headers: { "idempotency-key": randomUUID() } },
    ),
  );
  for await (const { event, ref, code } of follow(client, { after })) {
    if (event === "sent" && ref === sent.digest) say(`it is ${code}`);
    if (event !== "received" || code !== "accepted") continue;
    const message = await read(client, ref);
    if (message.private["private.inReplyTo"] === sent.id) return message;
  }
  throw new Error("the events ended");
}

/** Reads what a message says. The gateway records who has read it, and why. */
async function read(client: Client, digest: string) {
  const headers = {
    "safepassage-reason": "CASE_WORK",
    "safepassage-officer": "staff-0042",
    "safepassage-assurance": "2",
  };
  const path = client.v1.messages[":digest"].content;
  return (await answerOf(path.$get({ param: { digest } }, { headers }))).message;
}
