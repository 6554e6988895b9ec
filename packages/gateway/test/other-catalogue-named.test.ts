import type { OutboxRow } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { body, GID, rowOf, submit } from "./catalogue-world.ts";
import { createUpgraded } from "./earlier.ts";
import { requestS011 } from "./world.ts";

describe("a correction that was queued under an earlier catalogue, as was what it corrects", () => {
  it("goes after it, and names it by its new digest and id", async () => {
    const exchange = createUpgraded();
    const first = await submit(exchange);
    const correction = await submit(exchange, {
      ...requestS011(),
      consents: [],
      messageType: "correction",
      legalBases: ["GDPR#18"],
      private: {
        "private.exchangeId": first.content?.exchangeId,
        "private.inReplyTo": first.id,
      },
      body: {
        [GID]: {
          kind: "correction",
          links: [],
          leaves: [
            { f: "correction.target", v: { message: first.digest, path: PATH } },
            { f: "correction.action", v: "restrict" },
            { f: "correction.reason", v: "contested" },
          ],
        },
      },
    });
    await exchange.settle();
    const shown = async ({ digest }: OutboxRow) => (await exchange.b.show(digest)).json.replacedBy;
    const next = await rowOf(exchange, await shown(first));
    const after = await rowOf(exchange, await shown(correction));
    expect(after).toMatchObject({ state: "decided" });
    const message = after.content?.message;
    expect(message?.private["private.inReplyTo"]).toBe(next.id);
    expect(message?.body[GID]?.leaves).toContainEqual({
      f: "correction.target",
      v: { message: next.digest, path: PATH },
    });
    const taken = await exchange.c.show(after.digest);
    expect(taken.json).toMatchObject({ state: "accepted", findings: [] });
  });
});

describe("a draft that names a message by the digest that it had before", () => {
  it("is refused, because the one in its place would escape it", async () => {
    const exchange = createUpgraded();
    const first = await submit(exchange);
    await exchange.settle();
    exchange.version.isEarlier = false;
    const { replacedBy } = (await exchange.b.show(first.digest)).json;
    const next = await rowOf(exchange, replacedBy);
    const correction = (digest: string, answered: string) => ({
      ...requestS011(),
      consents: [],
      messageType: "correction",
      legalBases: ["GDPR#17"],
      private: {
        "private.exchangeId": next.content?.exchangeId,
        "private.inReplyTo": answered,
      },
      body: {
        [GID]: {
          kind: "correction",
          links: [],
          leaves: [
            { f: "correction.target", v: { message: digest, path: PATH } },
            { f: "correction.action", v: "erase" },
            { f: "correction.reason", v: "inaccurate" },
          ],
        },
      },
    });
    const old = await exchange.b.call(
      "POST",
      "/v1/messages",
      body(correction(first.digest, next.id)),
    );
    expect([old.status, old.json.code]).toEqual([409, "GATEWAY_MESSAGE_REPLACED"]);
    expect(old.json.messages ?? old.json.details?.messages).toEqual([first.digest]);
    const id = await exchange.b.call(
      "POST",
      "/v1/messages",
      body(correction(replacedBy, first.id)),
    );
    expect(id.json.code).toBe("GATEWAY_MESSAGE_REPLACED");
    const right = await exchange.b.call(
      "POST",
      "/v1/messages",
      body(correction(replacedBy, next.id)),
    );
    expect(right.json.code ?? right.status).toBe(201);
  });
});

const PATH = "8i2U9AAKdTBQ-Y4FGNoUHg/subject.pseudonym";
