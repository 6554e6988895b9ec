import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withCopied } from "@safepassage/agency/contract";
import { verifyEvidence } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { afterAll, describe, expect, it } from "vitest";
import { OFFICER, referral, withdraw } from "./erasing.ts";
import { NGO_B } from "./federation.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-erasure-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("a withdrawn consent", () => {
  it("destroys the data on both sides and leaves proof that verifies", async () => {
    const paths = { "NGO-B": join(root, "b.db"), "NGO-C": join(root, "c.db") };
    const exchange = createExchange({ paths });
    const { b, c, settle, registry } = exchange;
    const sent = await referral(exchange);
    const digest: string = sent.digest;
    const original = messageOf(await inside(b.store).outbox.find(sent.id));
    const secrets = secretsOf(original, (await inside(b.store).outbox.find(sent.id))?.content);
    // Somebody copies each database. With the keys beside it, all of it can be read.
    const boxes = [
      { path: paths["NGO-B"], box: "outbox" },
      { path: paths["NGO-C"], box: "inbox" },
    ] as const;
    const copyOf = (path: string): string => `${path}.copy`;
    for (const { path, box } of boxes) {
      for (const end of ["", "-wal"]) cpSync(path + end, copyOf(path) + end);
      const read = withCopied(copyOf(path), (copy) => copy.content(box, digest), `${path}.keys`);
      expect(read?.message).toEqual(original);
    }

    const [consentRef] = original.private["private.consentRefs"];
    const withdrawal = await b.call("POST", "/v1/withdrawals", {
      digest: sent.digest,
      consentRef,
      officer: OFFICER,
    });
    expect(withdrawal.status).toBe(201);
    const asked = await b.show(sent.digest);
    expect(asked.json).toMatchObject({ erasureRequested: true });
    expect(asked.json).not.toHaveProperty("certificate");
    await settle();

    for (const { path, box } of boxes) {
      const octets = octetsOf(path);
      for (const part of secrets.flat()) expect(octets.includes(part)).toBe(false);
      const read = withCopied(copyOf(path), (copy) => copy.content(box, digest), `${path}.keys`);
      expect(read).toBeUndefined();
    }
    for (const part of secrets.flat()) {
      expect(JSON.stringify([b.log, c.log]).includes(part)).toBe(false);
    }
    const own = await b.show(sent.digest);
    expect(own.json).toMatchObject({ state: "decided", erasedAt: "2026-11-24T09:02:00Z" });
    const theirs = await c.show(sent.digest);
    expect(theirs.json.erasedAt).toBe("2026-11-24T09:02:00Z");
    expect(theirs.json).not.toHaveProperty("message");

    for (const side of [b, c]) {
      const { json } = await side.call("GET", `/v1/messages/${digest}/evidence`);
      const evidence = verifyEvidence(json, registry);
      expect(evidence.receipts.map(({ kind }) => kind)).toEqual(["delivered", "decided"]);
      expect(evidence.clear["env.sender.agencyId"]).toBe(NGO_B);
    }
  });
});

describe("erasure", () => {
  it("comes by itself on the day after eraseBy, on both sides", async () => {
    const exchange = createExchange();
    const { b, c, setTime } = exchange;
    const sent = await referral(exchange);
    setTime(`${(await inside(b.store).outbox.find(sent.id))?.eraseBy}T23:59:59Z`);
    for (const { gateway } of [b, c]) await gateway.maintain();
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeDefined();

    const next = new Date(
      Date.parse(`${(await inside(b.store).outbox.find(sent.id))?.eraseBy}T00:00:00Z`),
    );
    next.setUTCDate(next.getUTCDate() + 1);
    setTime(next.toISOString());
    for (const { gateway } of [b, c]) await gateway.maintain();
    expect((await inside(b.store).outbox.find(sent.id))?.content).toBeUndefined();
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeUndefined();
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.receipts).toHaveLength(2);
  });

  it("leaves the digest behind, so that the message never comes in again", async () => {
    const exchange = createExchange();
    const { c, settle } = exchange;
    const sent = await referral(exchange);
    await withdraw(exchange, sent.id);
    await settle();
    expect(
      await inside(c.store).replay.has({ iss: NGO_B, jti: "another", digest: sent.digest }),
    ).toBe(true);
  });
});

/**
 * Texts that must be in no file afterwards: seed, salts of all disclosures, ids of persons and case,
 * words of the body. Long ones in two parts, since a page of the file may end within one.
 */
function secretsOf(
  { private: hidden, body }: DecodedMessage,
  content: { sdJwt: string; seed: Uint8Array } | undefined,
): readonly (readonly string[])[] {
  if (content === undefined) throw new TypeError("the message has no content");
  const [, ...disclosures] = content.sdJwt.split("~").filter((part) => part !== "");
  const texts = Object.values(body).flatMap(({ leaves }) =>
    leaves.flatMap(({ v }) => (typeof v === "string" && v.length > 4 ? [v] : [])),
  );
  const ids = [hidden["private.caseRef"], hidden["private.officerRef"]];
  const long = [
    ...disclosures.map((disclosure) => disclosure.slice(4, 30)),
    ...ids,
    ...hidden["private.consentRefs"],
    ...texts.filter((text) => text.length > 20),
    Buffer.from(content.seed).toString("latin1"),
  ];
  const words = texts.filter((text) => text.length <= 20);
  // The last one is the seed, which the recipient never keeps.
  return [...words.map((word) => [word]), ...long.map((text) => halves(text))];
}

function halves(text: string): readonly string[] {
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

function octetsOf(path: string): string {
  const keys = ["message-keys.db", "message-keys.db-wal", "erasures.log"];
  return [
    ...[path, `${path}-wal`, `${path}-shm`, `${path}-journal`],
    ...keys.map((name) => join(`${path}.keys`, name)),
  ]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "latin1"))
    .join("\n");
}
