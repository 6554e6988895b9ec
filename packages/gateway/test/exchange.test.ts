import type { Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { createExchange, NGO_B, NGO_C, requestS011 } from "./world.ts";

describe("a referral", () => {
  it("travels, is judged by the other side, and ends with two verified receipts", async () => {
    const { b, c, settle } = createExchange();
    const sent = await b.call("POST", "/messages", { draft: requestS011(), mode: "asIs" });
    expect(sent).toMatchObject({ status: 201, json: { state: "queued" } });
    await settle();

    const { json: message } = await b.call("GET", `/messages/${sent.json.id}`);
    expect(message.state).toBe("decided");
    expect(message.receipts.map(({ claims }: { claims: object }) => claims)).toMatchObject([
      { kind: "delivered", iss: NGO_C, aud: NGO_B, msg: sent.json.digest },
      { kind: "decided", iss: NGO_C, aud: NGO_B, msg: sent.json.digest, tier: "state" },
    ]);
    const { json: received } = await c.call("GET", `/inbox/${sent.json.id}`);
    expect(leavesOf(received.message.body)).toEqual(leavesOf(requestS011().body));
    expect(b.store.findOutbox(sent.json.id)?.sealed).toBeUndefined();
  });
});

/** Leaves of each group in one order: on the wire they have none. */
function leavesOf(body: unknown): readonly string[] {
  return Object.entries(body as Draft["body"])
    .flatMap(([gid, { leaves }]) => leaves.map((leaf) => JSON.stringify([gid, leaf])))
    .sort();
}
