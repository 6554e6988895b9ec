import type { AgencyStore, PendingReply } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

describe("a reply that a fault of our own keeps back", () => {
  it("holds up no other message, is reported, and is tried again later", async () => {
    const exchange = createExchange({ wrap: withoutReplies });
    await inside(exchange.b.store).replies.add(REPLY);
    const { status, json } = await submit(exchange);
    expect(status).toBe(201);
    await expect(exchange.b.gateway.sender.deliverDue()).rejects.toThrow(
      "a delivery failed for a reason of our own",
    );
    expect((await inside(exchange.b.store).outbox.find(json.id))?.state).toBe("decided");
    // It waits for its pause, like any failed attempt.
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
  });
});

describe("a round that is under way", () => {
  it.each([0, 1, 2, 3, 4, 5, 8, 16])("ends before the gateway does (%i)", async (turns) => {
    const exchange = createExchange();
    const { gateway } = exchange.b;
    await submit(exchange);
    const round = gateway.sender.deliverDue();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await gateway.sender.stop(0);
    await gateway.close();
    await expect(round).resolves.toBeTypeOf("number");
  });
});

const submit = ({ b }: TestExchange) =>
  b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });

/** A store that fails once when it reads a reply. */
function withoutReplies(store: AgencyStore): AgencyStore {
  let isSound = false;
  return {
    ...store,
    transaction: (work) =>
      store.transaction((tx) => {
        const find: typeof tx.replies.find = (id) => {
          if (!isSound) {
            isSound = true;
            return Promise.reject(new Error("a disk fault"));
          }
          return tx.replies.find(id);
        };
        return work({ ...tx, replies: { ...tx.replies, find } });
      }),
  };
}

const REPLY: PendingReply = {
  id: "5qN0YVJ6oq9oYzqkGJdN3w",
  about: "a".repeat(43),
  parties: [NGO_C, NGO_B],
  messageType: "erasureCertificate",
  purpose: "ASSISTANCE_REFERRAL",
  agreement: "b".repeat(43),
  transferBasis: "EU_BODY",
  exchangeId: "Nvw5zr_dT0XZhdnuVMh8EQ",
  inReplyTo: crypto.randomUUID(),
  assurance: 2,
  groups: [],
};
