import type { Tx } from "@safepassage/agency";
import { AGENCY_ERRORS } from "@safepassage/agency";
import {
  CORE_ERRORS,
  decodeUtf8,
  type ErrorEntry,
  encodeUtf8,
  sha256Base64url,
} from "@safepassage/core";
import { DISCLOSURE_ERRORS } from "@safepassage/disclosure";
import { MESSAGE_ERRORS, verifyReceipt } from "@safepassage/message";
import { SCHEMA_ERRORS } from "@safepassage/schema";
import { parseRegistry, TRUST_ERRORS } from "@safepassage/trust";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GATEWAY_ERRORS, STATUS } from "../src/index.ts";
import { CALLER_CASES } from "./caller-errors.ts";
import { ELSEWHERE, post, REQUEST_CASES } from "./elsewhere-cases.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { createForge } from "./forge.ts";
import { inside } from "./inside.ts";
import { LOCAL_CASES } from "./local-cases.ts";
import { type ProcessWorld, startProcesses } from "./processes.ts";
import { READER_CASES } from "./reader-cases.ts";
import { TRANSPORT_CASES } from "./transport-cases.ts";
import { UNSIGNED } from "./wire-cases.ts";
import { SIGNED } from "./wire-cases-signed.ts";
import { createExchange } from "./world.ts";

const INBOX = { ...UNSIGNED, ...SIGNED };

const TABLES: Readonly<Record<string, ErrorEntry>> = {
  ...CORE_ERRORS,
  ...TRUST_ERRORS,
  ...DISCLOSURE_ERRORS,
  ...SCHEMA_ERRORS,
  ...MESSAGE_ERRORS,
  ...AGENCY_ERRORS,
  ...GATEWAY_ERRORS,
};

describe("POST /inbox", () => {
  it.each(Object.entries(INBOX))(
    "answers with a signed %s and stores only that",
    async (...row) => {
      const [code, { sent, known, registry, issues }] = row;
      const exchange = createExchange();
      const forge = await createForge(exchange);
      if (registry !== undefined) exchange.editRegistry(registry);
      const octets = await sent(forge, exchange);
      const { response, problem } = await post(exchange, octets);

      expect(problem.code).toBe(code);
      expect(response.status).toBe(STATUS[code as keyof typeof STATUS]);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(problem).toEqual({
        type: `urn:safepassage:error:${code}`,
        title: TABLES[code]?.title,
        code,
        hint: TABLES[code]?.hint,
        status: response.status,
        receipt: expect.any(String),
        ...(issues === undefined ? {} : { issues }),
      });
      expect(TABLES[code]?.hint).toMatch(/\.$/);

      const claims = verifyReceipt(problem.receipt, exchange.registry);
      const sealed = sha256Base64url(octets);
      expect(claims).toMatchObject({ kind: "refused", iss: NGO_C, code, sealed });
      expect("aud" in claims ? claims.aud : undefined).toBe(known ? NGO_B : undefined);
      expect("msg" in claims).toBe(known === true);

      expect(await inside(exchange.c.store).inbox.findRefusal(sealed)).toMatchObject({
        code,
        sender: known ? NGO_B : undefined,
        receipts: [problem.receipt],
      });
      expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
        inbox: 0,
        quarantined: 0,
      });
      const { iss, jti } = forge.claims as { iss: string; jti: string };
      expect(
        await inside(exchange.c.store).replay.has({ iss, jti, digest: sha256Base64url(forge.jwt) }),
      ).toBe(false);
    },
  );

  it("answers MESSAGE_REPLAYED to a message that is sealed again, and stores it once", async () => {
    const exchange = createExchange();
    const { sdJwt, pack } = await createForge(exchange);
    expect((await post(exchange, pack(sdJwt))).response.status).toBe(200);
    const { problem, response } = await post(exchange, pack(sdJwt));
    expect(problem.code).toBe("MESSAGE_REPLAYED");
    expect(response.status).toBe(STATUS.MESSAGE_REPLAYED);
    const claims = verifyReceipt(problem.receipt, exchange.registry);
    expect(claims).toMatchObject({ kind: "refused", aud: NGO_B, rule: "E04" });
    expect((await inside(exchange.c.store).inbox.counts()).inbox).toBe(1);
  });

  it("answers TRUST_REPLAYED where the store took it between check and commit", async () => {
    const exchange = createExchange();
    const { sdJwt, pack } = await createForge(exchange);
    const { store } = exchange.c;
    await post(exchange, pack(sdJwt));
    // As if the same message had come in through another process that moment.
    const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      store.transaction((tx) => work({ ...tx, replay: { ...tx.replay, has: async () => false } }));
    const late = createExchange({
      federation: exchange.federation,
      options: { store: { ...store, transaction }, epochs: exchange.epochs.c },
    });
    const { problem, response } = await post(late, pack(sdJwt));
    expect(problem.code).toBe("TRUST_REPLAYED");
    expect(response.status).toBe(STATUS.TRUST_REPLAYED);
    const claims = verifyReceipt(problem.receipt, exchange.registry);
    expect(claims).toMatchObject({ kind: "refused", aud: NGO_B, rule: "E04" });
    expect((await inside(store).inbox.counts()).inbox).toBe(1);
  });

  it("gives the same receipts again for the same octets, and stores them once", async () => {
    const exchange = createExchange();
    const { sdJwt, pack } = await createForge(exchange);
    const sealed = pack(sdJwt);
    const [first, second] = [await post(exchange, sealed), await post(exchange, sealed)];
    expect(first.problem).toEqual(second.problem);
    expect(first.problem.receipts).toHaveLength(2);
    expect((await inside(exchange.c.store).inbox.counts()).inbox).toBe(1);
  });
});

describe("a sealed package", () => {
  it("cannot be changed in any place without being refused with a known code", async () => {
    const exchange = createExchange();
    const { sdJwt, pack } = await createForge(exchange);
    const sealed = pack(sdJwt);
    const places = Array.from({ length: 400 }, (_, index) =>
      Math.floor((index * sealed.length) / 400),
    );
    // Header, IV and tag, character by character: that is where the structure is.
    const header = sealed.indexOf(".");
    for (let at = 0; at < header + 20; at++) places.push(at);
    for (let at = sealed.length - 24; at < sealed.length; at++) places.push(at);
    for (const at of places) {
      const other = sealed[at] === "A" ? "B" : "A";
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      const { response, problem } = await post(exchange, changed);
      expect([at, response.status >= 400 && response.status < 500]).toEqual([at, true]);
      expect([at, Object.hasOwn(TABLES, problem.code)]).toEqual([at, true]);
    }
    expect((await inside(exchange.c.store).inbox.counts()).inbox).toBe(0);
    expect((await post(exchange, sealed)).response.status).toBe(200);
  });

  it("cannot be cut off or go on in any place", async () => {
    const exchange = createExchange();
    const { sdJwt, pack } = await createForge(exchange);
    const sealed = pack(sdJwt);
    for (let length = 0; length < sealed.length; length += 97) {
      const { response, problem } = await post(exchange, sealed.slice(0, length));
      expect([length, response.status]).toEqual([length, expect.toBeOneOf([400, 422])]);
      expect([length, Object.hasOwn(TABLES, problem.code)]).toEqual([length, true]);
    }
    for (const more of ["\n", " ", "=", ".", "A", "\0"]) {
      expect((await post(exchange, sealed + more)).response.status).toBe(400);
    }
    expect((await inside(exchange.c.store).inbox.counts()).inbox).toBe(0);
  });
});

describe("other octets on the wire", () => {
  it.each(Object.entries({ ...ELSEWHERE, ...REQUEST_CASES }))(
    "lead to %s, and change nothing",
    async (code, drive) => {
      const exchange = createExchange();
      expect(await drive(exchange)).toBe(code);
    },
  );
});

describe("POST /inbox of another process", () => {
  let world: ProcessWorld;
  beforeAll(async () => {
    world = await startProcesses();
  }, 60_000);
  afterAll(() => world.close());

  it.each(Object.entries(INBOX))("answers %s over a socket", async (...row) => {
    const [code, { sent, known, registry: change }] = row;
    // The same agencies and keys, but NGO-C's epochs are those that its process publishes.
    const exchange = createExchange({ federation: world.federation });
    const epochs = await (await fetch(`${world.recipient.url}/.well-known/spp-epochs`)).text();
    const forge = await createForge(exchange, epochs);
    const registry = world.registryFile();
    change?.(registry);
    await world.tell("recipient", { registry });
    const octets = await sent(forge, exchange);
    const response = await fetch(`${world.recipient.url}/inbox`, {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: typeof octets === "string" ? octets : octets.slice(),
    });
    const problem = (await response.json()) as { code: string; receipt: string };
    expect([problem.code, response.status]).toEqual([code, STATUS[code as keyof typeof STATUS]]);
    const claims = verifyReceipt(problem.receipt, parseRegistry(world.registryFile()));
    const sealed = sha256Base64url(octets);
    expect(claims).toMatchObject({ kind: "refused", iss: NGO_C, code, sealed });
    expect("aud" in claims ? claims.aud : undefined).toBe(known ? NGO_B : undefined);
  });
});

describe("octets that other readers get", () => {
  it.each(Object.entries(READER_CASES))("lead to %s", async (code, { text, read }) => {
    const given = decodeUtf8(encodeUtf8(text()));
    await expect((async () => read(given))()).rejects.toMatchObject({ code });
  });
});

describe("requests, files and answers of a gateway's own side", () => {
  it.each(Object.entries(LOCAL_CASES))("lead to %s", async (code, drive) => {
    expect(await drive(createExchange())).toBe(code);
  });
});

describe("codes that no octets lead to", () => {
  it.each(Object.entries(CALLER_CASES))("%s is driven by a call instead", (code, { why, call }) => {
    expect(call).toThrow(expect.objectContaining({ code }));
    expect(why.length).toBeGreaterThan(20);
  });
});

it("leaves no code of these tables out, and names none twice", () => {
  const cases = [INBOX, ELSEWHERE, REQUEST_CASES, READER_CASES, LOCAL_CASES, CALLER_CASES];
  const driven = cases.flatMap((table) => Object.keys(table));
  // Some of these are codes of packages too, which INBOX has.
  driven.push(...Object.keys(TRANSPORT_CASES).filter((code) => !driven.includes(code)));
  expect([...driven, "MESSAGE_REPLAYED", "TRUST_REPLAYED"].sort()).toEqual(
    Object.keys(TABLES).sort(),
  );
});
