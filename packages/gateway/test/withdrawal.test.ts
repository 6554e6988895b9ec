import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tx } from "@safepassage/agency";
import { withCopied } from "@safepassage/agency/contract";
import { randomId } from "@safepassage/message";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { afterAll, describe, expect, it } from "vitest";
import { codesOf, correct, correctionOf, NEED, refer, valueFor } from "./correcting.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import {
  messageOf,
  multiply,
  post,
  queueAnother,
  queueCopy,
  refuseAll,
  withdraw,
} from "./withdrawing.ts";
import { createExchange, NGO_B, NGO_C, requestS011 } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-withdrawal-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("the withdrawal of a consent", () => {
  it.each([1, 15, 16, 62, 63, 64, 65, 130, 200])(
    "takes %i messages that rest on it, and no fewer",
    async (count) => {
      const exchange = createExchange();
      const { b, c } = exchange;
      const first = await refer(exchange);
      // Erasing many takes long, and is the same for each: for the largest numbers the recipient has one message.
      const hasLost = count > 65;
      const all = [first.digest, ...(await multiply(exchange, first, count - 1, { hasLost }))];
      const { status, json } = await withdraw(exchange, first);
      expect([status, codesOf({ json })]).toEqual([201, []]);
      const corrections: string[] = [json.digest, ...(json.further ?? [])];
      expect(corrections).toHaveLength(Math.ceil(count / 62));
      const requests = await eventsOf(b.store, "erasureRequested");
      const asked = all.filter((digest) => requests.some(({ ref }) => ref === digest));
      const sent = await Promise.all(
        corrections.map((digest) => inside(b.store).outbox.findByDigest(digest)),
      );
      const named = sent.flatMap(targetsIn);
      expect([asked.length, named.length, new Set(named).size]).toEqual([count, count, count]);

      await b.gateway.sender.deliverDue();
      const find = (digest: string) => inside(c.store).inbox.findByDigest(digest);
      const states = (await Promise.all(corrections.map(find))).map((row) => row?.state);
      expect(states).toEqual(corrections.map(() => "accepted"));
      const rows = await Promise.all(all.map(find));
      const held = rows.filter((row) => row?.content !== undefined);
      const certificates = hasLost ? 1 : count;
      const { outbox } = inside(c.store);
      expect([held.length, await countReplies(c.store)]).toEqual([0, certificates]);
      // Each of them is signed, even if nobody takes it now.
      exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
      for (let i = 0; i < certificates; i += 64) await c.gateway.sender.deliverDue();
      const { queued, sending } = await outbox.counts();
      expect([await countReplies(c.store), queued + sending]).toEqual([0, certificates]);
    },
    30_000,
  );

  it("answers a second time as the first, with every correction", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const first = await refer(exchange);
    await multiply(exchange, first, 130, { hasLost: true });
    // As a case system learns it, by the local routes alone.
    const { json: shown } = await b.show(first.digest);
    const [consentRef] = shown.message.private["private.consentRefs"];
    const body = { digest: first.digest, consentRef, officer: { id: "staff-0042", assurance: 2 } };
    const headers = { "idempotency-key": "withdrawal-0001" };
    const { json } = await b.call("POST", "/v1/withdrawals", body, headers);
    const { id, digest, further } = json;
    expect(further).toHaveLength(2);
    const again = await b.call("POST", "/v1/withdrawals", body, headers);
    expect(again.json).toEqual({ id, digest, state: "queued", further });
  });

  it("is refused where the message says nothing of consents", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const sent = await refer(exchange);
    const row = await inside(b.store).outbox.find(sent.id);
    if (row?.content === undefined) throw new TypeError("nothing was sent");
    const { private: hidden, ...rest } = messageOf(row);
    const { "private.consentRefs": _, ...others } = hidden;
    const message = { ...rest, private: others } as DecodedMessage;
    const shown = { ...row, content: { ...row.content, message } };
    const { transaction } = b.store;
    Object.assign(b.store, {
      transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
        transaction((tx) =>
          work({ ...tx, outbox: { ...tx.outbox, findByDigest: async () => shown } }),
        ),
    });
    const { status, json } = await withdraw(exchange, sent);
    expect([status, json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
  });

  it("takes a message that has more paths than a correction has room for, with its certificate", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const request = requestS011();
    const need = (request.body as Body)[NEED];
    const many = Object.fromEntries(Array.from({ length: 32 }, () => [randomId(), need]));
    const sent = await refer(exchange, {
      ...request,
      body: { ...(request.body as Body), ...many },
    });
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.resolved.length).toBeGreaterThan(
      100,
    );
    const { status, json } = await withdraw(exchange, sent);
    expect([status, codesOf({ json })]).toEqual([201, []]);
    await settle();
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeUndefined();
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });

  it("leaves no value in any file that was erased on this side alone", async () => {
    const paths = { "NGO-B": join(root, "b.db"), "NGO-C": join(root, "c.db") };
    const exchange = createExchange({ paths });
    const { b } = exchange;
    const sent = await refer(exchange);
    const value = valueFor(sent, `${NEED}/need.services`, ["familyTracing"]);
    const draft = await correctionOf(b, sent, value);
    const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    const path = paths["NGO-B"];
    const held = withCopied(path, ({ rows, content }) => ({
      octets: rows(`SELECT content FROM outbox WHERE digest = '${json.digest}'`)[0]?.["content"],
      said: JSON.stringify(content("outbox", json.digest)),
    }));
    expect(held.said).toContain("familyTracing");
    const ciphertext = Buffer.from(held.octets as Uint8Array)
      .toString("latin1")
      .slice(20, 60);
    expect(octetsOf(path)).toContain(ciphertext);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    expect((await inside(b.store).outbox.find(json.id))?.content).toBeUndefined();
    expect(octetsOf(path)).not.toContain(ciphertext);
    expect(octetsOf(path)).not.toContain("familyTracing");
  });
});

describe("a message that its recipient has read and refused", () => {
  it.each([
    ["PACKAGE_MALFORMED", "refused"],
    ["PACKAGE_KEY_UNKNOWN", "delivered"],
  ])(
    "with %s is named in a withdrawal, and erased there; at its sender it is %s",
    async (code, state) => {
      const exchange = createExchange();
      const { b, c, intercept, settle, setTime } = exchange;
      const first = await refer(exchange);
      const second = await queueAnother(exchange, first);
      const [read] = [refuseAll(exchange, code)];
      await b.gateway.sender.deliverDue();
      intercept(() => undefined);
      await post(exchange, read[0] ?? "");
      expect((await inside(c.store).inbox.findByDigest(second.digest))?.content).toBeDefined();

      const { json } = await withdraw(exchange, first);
      expect(targetsIn(await inside(b.store).outbox.findByDigest(json.digest))).toContain(
        second.digest,
      );
      expect((await inside(b.store).outbox.find(second.id))?.content).toBeUndefined();
      setTime("2026-11-24T09:03:00Z");
      await settle();
      expect((await inside(c.store).inbox.findByDigest(second.digest))?.content).toBeUndefined();
      const shown = await b.show(second.digest);
      expect(shown.json).toMatchObject({ state, erasureRequested: true });
      const contradicts = await inside(b.store).events.has("receiptsContradict", second.digest);
      expect(contradicts).toBe(state === "refused");
      expect(shown.json.certificate).toBeDefined();
    },
  );

  it("tells what it had to tell once a verdict comes after all", async () => {
    const exchange = createExchange();
    const { b, intercept } = exchange;
    const first = await refer(exchange);
    const [read] = [refuseAll(exchange, "PACKAGE_MALFORMED")];
    const erase = valueFor(first, `${NEED}/need.services`, [], "erase");
    const { json } = await correct(exchange, first, erase);
    const noted = async () => (await inside(b.store).history.find(json.digest))?.undelivered;
    expect([(await inside(b.store).outbox.find(json.id))?.state, await noted()]).toEqual([
      "refused",
      true,
    ]);
    intercept(() => undefined);
    const [, body = ""] = await post(exchange, read[0] ?? "");
    const headers = { "content-type": "application/jwt" };
    await b.gateway.fetch(new Request("http://b.test/receipts", { method: "POST", headers, body }));
    expect([(await inside(b.store).outbox.find(json.id))?.state, await noted()]).toEqual([
      "decided",
      undefined,
    ]);
  });

  it("can be withdrawn by itself", async () => {
    const exchange = createExchange();
    const { b, c, intercept, settle } = exchange;
    const [read] = [refuseAll(exchange, "MESSAGE_LAYOUT_WRONG")];
    const sent = await refer(exchange);
    expect((await inside(b.store).outbox.find(sent.id))?.state).toBe("refused");
    intercept(() => undefined);
    await post(exchange, read[0] ?? "");
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await settle();
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeUndefined();
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });

  it("does no harm in the withdrawal where it was refused honestly", async () => {
    const exchange = createExchange();
    const { b, c, intercept, settle } = exchange;
    const first = await refer(exchange);
    const second = await queueAnother(exchange, first);
    intercept((request) => {
      if (!request.url.endsWith("/inbox")) return undefined;
      const headers = { "content-type": "application/jose" };
      const cut = request.text().then((text) => text.slice(0, -9));
      return cut.then((body) =>
        c.gateway.fetch(new Request(request.url, { method: "POST", headers, body })),
      );
    });
    await b.gateway.sender.deliverDue();
    refuseAll(exchange, "MESSAGE_LAYOUT_WRONG");
    exchange.setTime("2026-11-24T09:03:00Z");
    await b.gateway.sender.deliverDue();
    expect((await inside(b.store).outbox.find(second.id))?.state).toBe("refused");
    intercept(() => undefined);

    const { json } = await withdraw(exchange, first);
    await settle();
    expect((await inside(b.store).outbox.findByDigest(json.digest))?.state).toBe("decided");
    expect((await inside(c.store).inbox.findByDigest(json.digest))?.state).toBe("accepted");
    expect((await inside(b.store).outbox.find(first.id))?.certificate).toBeDefined();
    const shown = await b.show(second.digest);
    expect(shown.json).toMatchObject({ state: "refused", erasureRequested: true });
    expect(shown.json).not.toHaveProperty("certificate");
  });

  it("takes the copies of it along that have come back", async () => {
    const exchange = createExchange();
    const { b, intercept, settle } = exchange;
    const [read] = [refuseAll(exchange, "MESSAGE_LAYOUT_WRONG")];
    const sent = await refer(exchange);
    intercept(() => undefined);
    await post(exchange, read[0] ?? "");
    const copy = await queueCopy(exchange, sent);
    await settle();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeDefined();
    await withdraw(exchange, sent);
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeUndefined();
  });
});

function targetsIn(row: Parameters<typeof messageOf>[0]): readonly string[] {
  return Object.values(messageOf(row).body)
    .flatMap(({ leaves }) => leaves)
    .flatMap(({ f, v }) =>
      f === "correction.target" ? [(v as { readonly message: string }).message] : [],
    );
}

function octetsOf(path: string): string {
  return [path, `${path}-wal`]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "latin1"))
    .join("\n");
}
