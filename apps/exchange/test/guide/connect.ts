import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Draft } from "@safepassage/api";
import { answerOf, type Client, follow, GatewayProblem, placeNow } from "@safepassage/client";

/** What your program keeps of a message, so that it can go on after any break. */
export interface Kept {
  /** The message's own key, such as the id of your record. With the same one nothing is sent twice. */
  readonly key: string;
  /** A file of the message's own, which keeps how far the events were followed. */
  readonly place: string;
}

/** Sends a draft and waits for the answer to it. After a break call it again, with the same draft and key. */
export async function sendAndAwait(client: Client, draft: Draft, kept: Kept, say = console.log) {
  const { key, place } = kept;
  const json = { mode: "minimise", draft } as const;
  const headers = { "idempotency-key": key };
  const submit = async () =>
    (await answerOf(client.v1.messages.$post({ json }, { headers }))).digest;

  // Once it is sent it is not looked at again: what it rests on may have ended since, and its answer still comes.
  if (!existsSync(place)) {
    const preview = await answerOf(client.v1.preview.$post({ json: draft }));
    for (const { field, outcome } of preview.account) {
      if (outcome !== "allowed") say(`${outcome} ${field}`);
    }
    if (!preview.maySend) throw new Error("this draft may not be sent: look at preview.judgement");
    // The place first, then the message: nothing that becomes of it is missed.
    keep(place, await placeNow(client));
  }
  let sent = await submit();
  const after = readFileSync(place, "utf8");
  for await (const { id, event, ref, code = "" } of follow(client, { after })) {
    if (event === "sent" && ref === sent) {
      say(`it is ${code}`);
      if (["refused", "expired", "unsent"].includes(code))
        throw new Error(`it is ${code}: ${sent}`);
      // Signed again under another digest, which the same key finds.
      if (code === "replaced") sent = await submit();
    }
    if (event === "received" && code === "accepted") {
      const answer = await readAnswer(client, ref, sent);
      if (answer !== undefined) return answer;
    }
    // Only now: an event that the program died over comes again.
    keep(place, id);
  }
  throw new Error("the events ended");
}

/** Written aside, and put there whole: whatever ends the program, one place or the other is there. */
function keep(place: string, id: string): void {
  writeFileSync(`${place}.new`, id);
  renameSync(`${place}.new`, place);
}

/** Reads a message if it answers the one that was sent. The gateway records who has read it, and why. */
async function readAnswer(client: Client, digest: string, sent: string) {
  const message = client.v1.messages[":digest"];
  const { inReplyTo, messageType } = await answerOf(message.$get({ param: { digest } }));
  // A notice, feedback or a closing goes on with it too.
  const isAnswer = messageType === "response" || messageType === "refusal";
  if (inReplyTo !== sent || !isAnswer) return undefined;
  const headers = {
    "safepassage-reason": "CASE_WORK",
    "safepassage-officer": "staff-0042",
    "safepassage-assurance": "2",
  };
  try {
    return (await answerOf(message.content.$get({ param: { digest } }, { headers }))).message;
  } catch (error) {
    // It is erased, so there is nothing to read.
    if (error instanceof GatewayProblem && error.status === 410) return undefined;
    throw error;
  }
}
