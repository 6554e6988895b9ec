import type { Body, Draft } from "@safepassage/schema";
import { fillInbox } from "./filling.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { heldIn } from "./inside.ts";
import type { TestExchange } from "./world.ts";

export const EMERGENCY = { level: "emergency", ground: "threatToLife" } as const;

/** Turns a sound draft into a faulty one that claims a threat to life, so that it waits in quarantine. */
export const faultyEmergency = (draft: Draft): Draft => ({
  ...draft,
  clear: { ...draft.clear, "env.messageId": crypto.randomUUID() },
  private: { ...draft.private, "private.urgency": EMERGENCY },
  body: withoutEvaluation(draft.body),
});

/** The groups without what the recipient needs to judge them. */
export const withoutEvaluation = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).map(([gid, { meta: _, ...group }]) => [gid, group]));

/** Sends NGO-C this many faulty emergencies of NGO-B. Returns their digests, oldest first. */
export async function fillQuarantine(
  exchange: TestExchange,
  count: number,
): Promise<readonly string[]> {
  const { store } = exchange.c;
  await sendAsPartner(exchange, faultyEmergency);
  const [first] = await heldIn(store);
  if (first === undefined) throw new TypeError("nothing waits in quarantine");
  return [first.digest, ...(await fillInbox(store, first, count - 1))];
}
