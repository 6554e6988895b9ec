import { expect } from "vitest";
import { requestS011 } from "./drafts.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import type { TestExchange } from "./world.ts";

/** Who withdraws. */
export const OFFICER = { id: "staff-0042", assurance: 2 };

/** NGO-B sends S01.1, and NGO-C accepts it. */
export async function referral({
  b,
  settle,
}: TestExchange): Promise<{ id: string; digest: string }> {
  const { status, json } = await b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  expect(status).toBe(201);
  await settle();
  expect((await inside(b.store).outbox.find(json.id))?.state).toBe("decided");
  return json;
}

/** Withdraws, at NGO-B, the consent that a message was sent on, or what is named in its place. */
export async function withdraw({ b }: TestExchange, id: string, change: object = {}) {
  const row = await inside(b.store).outbox.find(id);
  const { private: hidden } = messageOf(row);
  const [consentRef] = hidden["private.consentRefs"];
  return b.call("POST", "/v1/withdrawals", {
    ...{ digest: row?.digest, consentRef, officer: OFFICER },
    ...change,
  });
}
