import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withCopied } from "@safepassage/agency/contract";
import { randomId, verifyCertificate, verifyEvidence } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { afterAll, describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange, digestOf, type TestExchange, type TestGateway } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-erasure-"));
afterAll(() => rmSync(root, { recursive: true }));

const OFFICER = { id: "staff-0042", assurance: 2 };

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

  it("is answered with a certificate that names what was destroyed", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const resolved = (await inside(c.store).inbox.find(NGO_B, sent.id))?.resolved;
    await withdraw(exchange, sent.id);
    await settle();

    const certificateDigest = (await inside(b.store).outbox.find(sent.id))?.certificate ?? "";
    const certificate = await inside(b.store).inbox.findByDigest(certificateDigest);
    expect(certificate).toMatchObject({ messageType: "erasureCertificate", sender: NGO_C });
    const message = messageOf(certificate);
    expect(message.clear["env.legalBasis"]).toEqual(["GDPR#17"]);
    const leaves = Object.values(message.body).flatMap((group) => group.leaves);
    const valuesOf = (field: string) => leaves.flatMap(({ f, v }) => (f === field ? [v] : []));
    expect(valuesOf("erasure.messageDigest")).toEqual([sent.digest]);
    expect(valuesOf("erasure.disclosures").sort()).toEqual(resolved?.toSorted());
    expect(valuesOf("erasure.method")).toEqual(["overwritten"]);
    expect(valuesOf("erasure.backupHorizon")).toEqual(["2026-12-25"]);
    expect(valuesOf("erasure.exception")).toEqual(["none"]);
  });

  it("is certified for as long as evidence is kept, though the certificate is erased like any message", async () => {
    const exchange = createExchange();
    const { b, c, settle, registry } = exchange;
    const sent = await referral(exchange);
    await withdraw(exchange, sent.id);
    await settle();
    const digest = (await inside(b.store).outbox.find(sent.id))?.certificate ?? "";
    const before = messageOf(await inside(b.store).inbox.findByDigest(digest));
    exchange.setTime("2026-12-25T09:00:00Z");
    for (const { gateway } of [b, c]) await gateway.maintain();
    expect((await inside(b.store).inbox.findByDigest(digest))?.content).toBeUndefined();
    expect((await inside(c.store).outbox.findByDigest(digest))?.content).toBeUndefined();
    for (const { call } of [b, c]) {
      const { json } = await call("GET", `/v1/messages/${digest}/evidence`);
      const certificate = verifyCertificate(json.sdJwt, registry);
      expect([certificate.digest, certificate.body]).toEqual([digest, before.body]);
      // The ids of the exchange and of the officer are gone with the content.
      const readable = json.sdJwt.split(/[~.]/).map(decoded).join(" ");
      expect(readable).toContain(sent.digest);
      const { private: hidden } = before;
      for (const id of [hidden["private.exchangeId"], hidden["private.officerRef"]]) {
        expect(readable).not.toContain(id);
      }
      const other = await call("GET", `/v1/messages/${sent.digest}/evidence`);
      expect(other.json).not.toHaveProperty("sdJwt");
    }
  });

  it("is certified later where its sender is in no registry at that moment, and erased at once", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    await withdraw(exchange, sent.id);
    await b.gateway.sender.deliverDue();
    exchange.editRegistry((file) => {
      const others = file.agencies.filter(({ entity }) => entity !== NGO_B);
      Object.assign(file, { agencies: others });
    });
    const { inbox } = inside(c.store);
    for (const time of ["2026-11-24T09:02:00Z", "2026-11-24T09:03:00Z"]) {
      exchange.setTime(time);
      await c.gateway.sender.deliverDue();
      expect(await countReplies(c.store)).toBe(1);
      expect(await eventsOf(c.store, "certificateFailed")).toMatchObject([{ ref: sent.digest }]);
    }
    expect((await inbox.find(NGO_B, sent.id))?.content).toBeUndefined();

    exchange.editRegistry(() => {});
    exchange.setTime("2026-11-24T09:10:00Z");
    await settle();
    expect(await countReplies(c.store)).toBe(0);
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });

  it("destroys what replies have copied, on both sides, and certifies it", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const copy = await reply(exchange, sent.id, ["GDPR#6(1)(a)"]);
    // Queued and not sent yet: it must never arrive.
    await c.call("POST", "/v1/messages", await replyTo(exchange, sent.id, ["GDPR#6(1)(a)"]));
    const [due] = await inside(c.store).outbox.due(Number.MAX_SAFE_INTEGER, 9);
    const queued = await inside(c.store).outbox.find(due?.id ?? "");
    const received = (await inside(c.store).inbox.find(NGO_B, sent.id))?.resolved;
    const exchangeId = await exchangeOf(exchange, sent.id);
    await withdraw(exchange, sent.id);
    await b.gateway.sender.deliverDue();
    await settle();

    expect((await inside(c.store).outbox.find(copy.id))?.content).toBeUndefined();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeUndefined();
    expect(await inside(c.store).outbox.find(queued?.id ?? "")).toMatchObject({ state: "unsent" });
    expect(await inside(b.store).inbox.find(NGO_C, queued?.id ?? "")).toBeUndefined();
    const theirs = await c.show(sent.digest);
    expect(theirs.json.copies.erased.toSorted()).toEqual([copy.digest, queued?.digest].sort());
    const own = await b.show(sent.digest);
    expect(own.json.copies).toEqual({ erased: [copy.digest], kept: [] });
    // The rest of the exchange, correction and certificates, holds no value of the person.
    const pseudonym = Object.values(requestS011().body as DecodedMessage["body"])
      .flatMap(({ leaves }) => leaves)
      .find(({ f }) => f === "subject.pseudonym")?.v;
    for (const side of [b, c]) {
      const held = (await heldIn(side, exchangeId)).map(({ content }) => content?.message);
      expect(held.length).toBeGreaterThan(2);
      expect(JSON.stringify(held)).not.toContain(pseudonym);
    }
    const certified = (await certificates(exchange, exchangeId)).map((leaves) => ({
      digest: leaves.find(({ f }) => f === "erasure.messageDigest")?.v,
      disclosures: leaves.filter(({ f }) => f === "erasure.disclosures").map(({ v }) => v),
    }));
    expect(certified.map(({ digest }) => digest).sort()).toEqual(
      [sent.digest, copy.digest, queued?.digest].sort(),
    );
    const of = (digest: string) => certified.find((one) => one.digest === digest)?.disclosures;
    expect(of(sent.digest)?.toSorted()).toEqual(received?.toSorted());
    expect(of(copy.digest)?.toSorted()).toEqual(
      (await inside(c.store).outbox.find(copy.id))?.resolved.toSorted(),
    );
  });

  it("keeps a reply that rests on another basis too, and says so", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const copy = await reply(exchange, sent.id, ["GDPR#6(1)(a)", "GDPR#6(1)(d)"]);
    const exchangeId = await exchangeOf(exchange, sent.id);
    await withdraw(exchange, sent.id);
    await settle();
    expect((await inside(c.store).outbox.find(copy.id))?.content).toBeDefined();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeDefined();
    for (const { json } of [await c.show(sent.digest), await b.show(sent.digest)]) {
      expect(json.copies).toEqual({ erased: [], kept: [copy.digest] });
    }
    expect(await certificates(exchange, exchangeId)).toHaveLength(1);
  });

  it("covers every message of the exchange on this consent, also what is not sent yet", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const { private: hidden } = messageOf(await inside(b.store).outbox.find(sent.id));
    const [ref] = hidden["private.consentRefs"];
    const draft = {
      ...requestS011(),
      private: { "private.exchangeId": hidden["private.exchangeId"] },
      consents: requestS011().consents?.map((consent) => ({ ...consent, ref })),
    };
    const [second, third] = [
      await b.call("POST", "/v1/messages", { draft, mode: "asIs" }),
      await b.call("POST", "/v1/messages", { draft, mode: "asIs" }),
    ];
    exchange.intercept(async (request) =>
      request.method === "POST" &&
      (await inside(b.store).outbox.find(third.json.id))?.state === "sending"
        ? Promise.reject(new TypeError("reset"))
        : undefined,
    );
    await settle();
    exchange.intercept(() => undefined);
    const fourth = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([second.status, third.status, fourth.status]).toEqual([201, 201, 201]);
    await withdraw(exchange, sent.id);
    exchange.setTime("2026-11-24T09:03:00Z");
    await settle();
    for (const { id } of [sent, second.json, third.json, fourth.json]) {
      expect((await inside(b.store).outbox.find(id))?.content).toBeUndefined();
      expect((await inside(c.store).inbox.find(NGO_B, id))?.content).toBeUndefined();
    }
    expect(await inside(b.store).outbox.find(fourth.json.id)).toMatchObject({
      state: "unsent",
      attempts: 0,
    });
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });

  it.each([
    ["another consent", { consentRef: "AAAAAAAAAAAAAAAAAAAAAA" }, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"],
    ["an unknown message", { digest: "0".repeat(43) }, "GATEWAY_MESSAGE_UNKNOWN"],
  ])("is not sent for %s", async (_, change, code) => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    const { json } = await withdraw(exchange, sent.id, change);
    expect(json.code).toBe(code);
  });

  it("by its reference stops all that was not posted yet, once under a key, and names what it stopped", async () => {
    const { b } = createExchange();
    const ref = randomId();
    const [consent] = requestS011().consents ?? [];
    const draft = { ...requestS011(), consents: [{ ...consent, ref }] };
    const digests: string[] = [];
    for (const _ of [1, 2]) {
      const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
      digests.push(json.digest);
    }
    const key = { "idempotency-key": "case-17-withdrawal" };
    const ask = (more: object = {}) =>
      b.call("POST", "/v1/withdrawals", { consentRef: ref, officer: OFFICER, ...more }, key);
    const first = await ask();
    expect([first.status, first.json]).toMatchObject([201, { state: "unsent", unsent: true }]);
    expect([first.json.digest, ...first.json.further].sort()).toEqual(digests.sort());
    for (const digest of digests) expect((await b.show(digest)).json.state).toBe("unsent");
    const again = await ask();
    expect([again.status, again.json]).toEqual([201, first.json]);
    // PostgreSQL takes no long one.
    const notes = await inside(b.store).events.after("withdrawnUnsent", 0, 9);
    expect(notes.map(({ ref = "" }) => ref.split(" ").at(-1)).sort()).toEqual(digests);
    expect(notes.map(({ ref = "" }) => ref.split(" ").length)).toEqual([3, 3]);
    const other = await ask({ digest: digests[0] });
    expect(other.json.code).toBe("GATEWAY_IDEMPOTENCY_KEY_REUSED");
  });

  it("stops a message that was not posted yet: erases it, and tells nobody", async () => {
    const exchange = createExchange();
    const { json } = await exchange.b.call("POST", "/v1/messages", {
      draft: requestS011(),
      mode: "asIs",
    });
    const row = await inside(exchange.b.store).outbox.find(json.id);
    const [consentRef] = messageOf(row).private["private.consentRefs"];
    const change = { consentRef, digest: json.digest, officer: OFFICER };
    const first = await exchange.b.call("POST", "/v1/withdrawals", change);
    expect(first).toMatchObject({ status: 201, json: { digest: json.digest, unsent: true } });
    expect((await inside(exchange.b.store).outbox.find(json.id))?.content).toBeUndefined();
    const again = await exchange.b.call("POST", "/v1/withdrawals", change);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await inside(exchange.b.store).outbox.find(json.id))?.state).toBe("unsent");
    await exchange.settle();
    expect((await inside(exchange.b.store).outbox.counts()).expired).toBe(0);
    const told = exchange.b.log.filter(({ ref }) => ref === json.digest).map(({ event }) => event);
    expect(told).toEqual(["queued", "unsent"]);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({ inbox: 0 });
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

async function referral({ b, settle }: TestExchange): Promise<{ id: string; digest: string }> {
  const { status, json } = await b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  expect(status).toBe(201);
  await settle();
  expect((await inside(b.store).outbox.find(json.id))?.state).toBe("decided");
  return json;
}

/** A reply of NGO-C that keeps pseudonym, need and group ids, as the demo's does. */
async function replyTo(exchange: TestExchange, id: string, legalBases: readonly string[]) {
  const { json } = await exchange.c.show(await digestOf(exchange, id));
  const { clear, private: hidden, body } = json.message as DecodedMessage;
  const kept = new Set(["subject.pseudonym", "need.services"]);
  const groups = Object.entries(body).flatMap(([gid, group]) => {
    const leaves = group.leaves.filter(({ f }) => kept.has(f));
    return leaves.length === 0 ? [] : [[gid, { ...group, leaves }] as const];
  });
  const [consent] = requestS011().consents ?? [];
  const draft = {
    ...requestS011(),
    recipient: NGO_B,
    messageType: "response",
    purpose: clear["env.purpose"],
    legalBases,
    body: {
      ...Object.fromEntries(groups),
      [randomId()]: {
        kind: "response",
        links: [],
        leaves: [{ f: "response.outcome", v: "accepted" }],
      },
    },
    private: {
      "private.inReplyTo": id,
      "private.exchangeId": hidden["private.exchangeId"],
    },
    consents: consent && [{ ...consent, record: { ...consent.record, recipients: [NGO_B] } }],
  };
  return { draft, mode: "asIs" };
}

async function reply(exchange: TestExchange, id: string, legalBases: readonly string[]) {
  const request = await replyTo(exchange, id, legalBases);
  const { status, json } = await exchange.c.call("POST", "/v1/messages", request);
  expect([status, json.findings]).toEqual([201, []]);
  await exchange.settle();
  expect((await inside(exchange.b.store).inbox.find(NGO_C, json.id))?.content).toBeDefined();
  return json as { id: string; digest: string };
}

async function exchangeOf({ b }: TestExchange, id: string): Promise<string> {
  const ids = (await inside(b.store).outbox.find(id))?.content?.exchangeId;
  return ids ?? "";
}

/** Messages of an exchange whose content is held. */
async function heldIn({ store }: TestGateway, exchangeId: string) {
  const { inbox, outbox } = inside(store);
  const [toSend, taken] = [
    await outbox.overdue("9999-01-01", 999),
    await inbox.overdue("9999-01-01", 999),
  ];
  const sent = await Promise.all(toSend.map((digest) => outbox.findByDigest(digest)));
  const received = await Promise.all(taken.map((digest) => inbox.findByDigest(digest)));
  return [...received, ...sent].flatMap((row) =>
    row?.content?.exchangeId === exchangeId ? [row] : [],
  );
}

/** Leaves of each certificate that NGO-B has received. */
async function certificates({ b }: TestExchange, exchangeId: string) {
  return (await heldIn(b, exchangeId)).flatMap((row) => {
    const { messageType } = row;
    if ("recipient" in row || messageType !== "erasureCertificate") return [];
    return [Object.values(messageOf(row).body).flatMap(({ leaves }) => leaves)];
  });
}

const decoded = (part: string): string => Buffer.from(part, "base64url").toString();

async function withdraw({ b }: TestExchange, id: string, change: object = {}) {
  const row = await inside(b.store).outbox.find(id);
  const { private: hidden } = messageOf(row);
  const [consentRef] = hidden["private.consentRefs"];
  return b.call("POST", "/v1/withdrawals", {
    ...{ digest: row?.digest, consentRef, officer: OFFICER },
    ...change,
  });
}

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
