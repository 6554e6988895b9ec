import type { DecodedMessage } from "@safepassage/schema";
import { expect } from "vitest";
import type { Sent } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import type { TestExchange } from "./world.ts";

/** When all of it happens. */
export const AT = "2026-11-24T09:02:00Z";

/** One value of what is said. */
export type Leaf = { readonly f: string; readonly v: string };

/** NGO-B sends S01.1, and it is delivered. */
export async function referral({ b, settle }: TestExchange): Promise<Sent> {
  const draft = requestS011();
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await settle();
  return json;
}

/** NGO-B says something in the exchange of a message, and NGO-C accepts it. */
export async function tell(
  { b, settle }: TestExchange,
  sent: Sent,
  messageType: "recall" | "consentWithdrawal",
  basis: string,
  leavesFor: (consentRef: string) => readonly Leaf[],
): Promise<void> {
  const message = messageOf(await inside(b.store).outbox.find(sent.id));
  const [consentRef = ""] = message.private["private.consentRefs"];
  const draft = saying(message, sent, messageType, basis, leavesFor(consentRef));
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.findings]).toEqual([201, []]);
  await settle();
  expect((await inside(b.store).outbox.find(json.id))?.state).toBe("decided");
  // The certificate is signed after that.
  await settle();
}

/** What NGO-B says in the exchange of a message. */
export function saying(
  { private: hidden }: DecodedMessage,
  { id }: Sent,
  messageType: "recall" | "consentWithdrawal",
  basis: string,
  leaves: readonly Leaf[],
) {
  const { consents: _, people: __, ...request } = requestS011();
  const kind = messageType === "recall" ? "recall" : "consent";
  return {
    ...{ ...request, recipient: NGO_C, messageType, legalBases: [basis], sources: [] },
    body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind, links: [], leaves } },
    private: {
      "private.inReplyTo": id,
      "private.exchangeId": hidden["private.exchangeId"],
    },
  };
}
