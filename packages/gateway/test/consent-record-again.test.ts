import { describe, expect, it } from "vitest";
import { exchangeOf, open, RECORD, refOf, SUBJECT, send, withdraw } from "./consent-world.ts";
import { inside } from "./inside.ts";
import { NRM_D } from "./two-recipients.ts";
import { requestS011 } from "./world.ts";

describe("a consent record", () => {
  it("stays known of a message that takes the place of another", async () => {
    const exchange = open();
    const { b } = exchange;
    const first = await send(exchange);
    const [record] = await inside(b.store).consents.recordsOf(await refOf(exchange, first));
    const row = await inside(b.store).outbox.findByDigest(first);
    if (row?.content === undefined) throw new TypeError("nothing waits");
    const { state: _, attempts: __, posted: ___, receipts: ____, ...rest } = row;
    const anew = { ...rest, id: "anew", digest: "anew", content: row.content, emergency: false };
    await b.store.transaction((tx) =>
      tx.outbox.replace(row.id, { ...anew, submission: undefined, history: undefined }, "x"),
    );
    expect(await inside(b.store).consents.refsOn(record ?? "")).toHaveLength(1);
  });

  it("is refused to a draft that holds it still, once it was withdrawn, and not one that was given again", async () => {
    const exchange = open();
    const { b } = exchange;
    const first = await send(exchange);
    const consents = [{ subject: SUBJECT, record: RECORD }];
    const draft = { ...requestS011(), consents };
    const { json: kept } = await b.call("POST", "/v1/drafts", { draft });
    await withdraw(exchange, { digest: first, everywhere: true });
    const answers = [
      await b.call("POST", `/v1/drafts/${kept.id}/submission`, {}),
      await b.call("POST", "/v1/messages", { draft, mode: "asIs" }),
      await b.call("POST", "/v1/preview", draft),
    ];
    for (const { status, json } of answers) {
      expect([status, json.code]).toEqual([422, "CONSENT_WITHDRAWN"]);
    }
    await send(exchange, {
      record: { givenAt: "2026-11-23T09:00:00Z", validFrom: "2026-11-23T09:00:00Z" },
    });
  });

  it("is refused to a draft, also where nothing was sent on it before it was withdrawn", async () => {
    const exchange = open();
    const { status, json } = await withdraw(exchange, { record: RECORD });
    expect([status, json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
    await expect(send(exchange)).rejects.toThrow("CONSENT_WITHDRAWN");
  });

  it("that was withdrawn in one exchange is used in another", async () => {
    const exchange = open();
    const first = await send(exchange);
    const of = { private: { "private.exchangeId": await exchangeOf(exchange, first) } };
    await withdraw(exchange, { digest: first });
    await expect(send(exchange, of)).rejects.toThrow("CONSENT_WITHDRAWN");
    await send(exchange);
    await send(exchange, {
      ...of,
      record: { givenAt: "2026-11-23T09:00:00Z", validFrom: "2026-11-23T09:00:00Z" },
    });
  });

  it("that was withdrawn under one reference is used under another", async () => {
    const exchange = open();
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    await send(exchange, { ref });
    await withdraw(exchange, { consentRef: ref });
    await expect(send(exchange, { ref })).rejects.toThrow("CONSENT_WITHDRAWN");
    await send(exchange);
  });

  it("that was withdrawn from one recipient is used for another", async () => {
    const exchange = open();
    await send(exchange, { recipient: NRM_D });
    await withdraw(exchange, { record: { ...RECORD, recipients: [NRM_D] } });
    await expect(send(exchange, { recipient: NRM_D })).rejects.toThrow("CONSENT_WITHDRAWN");
    await send(exchange);
  });

  it("says whom a message is about, where the draft does not", async () => {
    const exchange = open();
    const digest = await send(exchange, { record: { person: "woman-7" } });
    const find = async (person: string) =>
      (await exchange.b.call("POST", "/v1/searches/person", { person })).json.sent;
    expect(await find("woman-7")).toMatchObject([{ digest }]);
    expect(await find("case-17")).toEqual([]);
  });
});
