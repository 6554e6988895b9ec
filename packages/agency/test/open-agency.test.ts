import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock, parseJson } from "@safepassage/core";
import type { Body, SchemaError } from "@safepassage/schema";
import {
  createSigner,
  generateSigningKey,
  issueRegistry,
  parsePrivateJwk,
  publicJwk,
} from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";
import { afterAll, describe, expect, it } from "vitest";
import { type Agency, FOLDER, makeTestExchange, openAgency, openSqliteStore } from "../src/node.ts";
import type { DraftRequest } from "../src/send/draft-request.ts";
import { request } from "./request.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-open-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("an open agency", () => {
  it("prepares, sends, is told the verdict, and the recipient reads the message", async () => {
    const { b, c, close } = await openBoth();
    const plan = await b.prepare(request());
    expect([plan.maySend, plan.explain()]).toEqual([true, ""]);
    const sent = await b.send(plan, c);
    expect(sent).toMatchObject({ state: "decided", verdict: "accept" });
    expect(sent.receipts).toHaveLength(2);
    const read = await c.read(sent.digest);
    const fields = (body: Body = {}) =>
      Object.values(body)
        .flatMap(({ leaves }) => leaves.map(({ f }) => f))
        .sort();
    expect(fields(read?.message?.body)).toEqual(fields(plan.draft.body));
    await close();
  });

  it("keeps in its outbox what it cannot deliver, and delivers it later", async () => {
    const { b, c, close } = await openBoth();
    const sent = await b.send(await b.prepare(request()));
    expect(sent).toMatchObject({ state: "queued", error: "GATEWAY_RECIPIENT_UNKNOWN" });
    // A partner that is not the recipient gets nothing.
    expect(await b.deliver(b)).toEqual([]);
    await b.close();
    const later = await openAgency(b.folder, { clock: createFixedClock(inDays(1 / 1440)) });
    expect(await later.deliver(c)).toMatchObject([{ state: "decided", verdict: "accept" }]);
    await later.close();
    await close();
  });

  it("says of each find that stands in the way what to do, and sends nothing", async () => {
    const { b, c, close } = await openBoth();
    const told = {
      ...request(),
      legalBases: ["LED#12"],
      clear: { "env.handling.tlp": "TLP:CLEAR" },
    };
    const plan = await b.prepare(told as DraftRequest);
    expect(plan.maySend).toBe(false);
    const errors = plan.judgement.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ rule }) => rule)).toContain("R04");
    expect(plan.explain().split("\n")).toEqual(
      errors.map(({ rule, sentence, fix }) => `${rule}: ${sentence} ${fix}`),
    );
    await expect(b.send(plan, c)).rejects.toMatchObject({ code: "GATEWAY_DRAFT_REFUSED" });
    expect(await b.deliver(c)).toEqual([]);
    await close();
  });

  it("sends no plan in whose rest a withheld value stands elsewhere", async () => {
    const { b, c, folder, close } = await openBoth();
    await close();
    // The address of a registered agency may contain a name, too.
    editRegistry(folder, ({ agencies }) => {
      const [agency] = agencies;
      agencies.push({ ...agency, entity: "https://primernaia.test", keys: [] });
    });
    const [own, other] = await Promise.all([b, c].map((one) => openAgency(one.folder)));
    if (own === undefined || other === undefined) throw new TypeError("two are open");
    const { body, ...rest } = request();
    const [subject = ""] = Object.keys(body);
    const named = JSON.stringify(body).replaceAll(
      '"https://ngo-b.test"',
      '"https://primernaia.test"',
    );
    const group = {
      ...JSON.parse(named),
      IDkZtTvJTbR0p8Jw3vDH3g: { ...IDENTITY, links: [subject] },
    };
    const plan = await own.prepare({ ...rest, body: group });
    expect(plan.leaks.map(({ code }) => code)).toContain("R01_WITHHELD_ELSEWHERE");
    expect(plan.maySend).toBe(false);
    await expect(own.send(plan, other)).rejects.toMatchObject({ code: "GATEWAY_DRAFT_REFUSED" });
    expect(await own.deliver(other)).toEqual([]);
    await Promise.all([own.close(), other.close()]);
  });

  it("sends no copy of a plan: what the request said of persons is with the plan itself", async () => {
    const { b, c, close } = await openBoth();
    const plan = await b.prepare(request());
    await expect(b.send({ ...plan }, c)).rejects.toThrow(/prepare the draft again/);
    await close();
  });

  it("tells every place of a request that is wrong, at once", async () => {
    const { b, close } = await openBoth();
    const { officer: _, ...rest } = request();
    const wrong = { ...rest, purpose: "ASISTANCE_REFERRAL", poeple: {} } as unknown as DraftRequest;
    const error = await b.prepare(wrong).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SCHEMA_INVALID" });
    expect((error as SchemaError).issues.map(({ pointer }) => pointer).sort()).toEqual([
      "",
      "/officer",
      "/purpose",
    ]);
    await expect(b.prepare(null as unknown as DraftRequest)).rejects.toMatchObject({
      code: "SCHEMA_INVALID",
    });
    await close();
  });

  it("shows a message in quarantine to who names a role, and records it", async () => {
    const { b, c, close } = await openBoth();
    const { body, ...rest } = request();
    const unjudged = Object.fromEntries(
      Object.entries(body as Body).map(([gid, { meta: __, ...group }]) => [gid, group]),
    );
    const urgent = { "private.urgency": { level: "emergency", ground: "threatToLife" } };
    const plan = await b.prepare({ ...rest, body: unjudged, private: urgent });
    const sent = await b.send(plan, c);
    expect(sent.verdict).toBe("quarantine");
    expect(await c.read(sent.digest)).toEqual(
      expect.objectContaining({ verdict: "quarantine", rules: expect.arrayContaining(["R11"]) }),
    );
    expect((await c.read(sent.digest))?.message).toBeUndefined();
    const shown = await c.readQuarantined(sent.digest, "dutyOfficer");
    expect(shown?.clear).toMatchObject({ "env.messageId": sent.id });
    expect(await c.readQuarantined("none", "dutyOfficer")).toBeUndefined();
    await close();
    const store = openSqliteStore(join(c.folder, FOLDER.database));
    const reads = await store.transaction(({ events }) =>
      events.about("quarantineRead", sent.digest),
    );
    expect(reads).toMatchObject([{ role: "dutyOfficer" }]);
    await store.close();
  });

  it("names the rules of a package that it takes again after it was rejected", async () => {
    const { b, c, close } = await openBoth();
    let sealed = "";
    const waiting: Agency = {
      ...c,
      async take(text) {
        sealed = text;
        throw new TypeError("taken in later");
      },
    };
    await b.send(await b.prepare(request()), waiting).catch(() => {});
    await close();
    // The recipient judges by a law of its own.
    const later = await openAgency(c.folder, { packs: [REFUSING] });
    const first = await later.take(sealed);
    const again = await later.take(sealed);
    expect([first.verdict, first.rules]).toEqual(["reject", ["R02"]]);
    expect([again.verdict, again.rules, again.findings]).toEqual(["reject", ["R02"], []]);
    await later.close();
  });

  it("reads what it took in under a key that is compromised since", async () => {
    const { b, c, folder, close } = await openBoth();
    const sent = await b.send(await b.prepare(request()), c);
    await close();
    const fresh = generateSigningKey("Ed25519");
    editRegistry(folder, ({ agencies }) => {
      const keys = agencies.find(({ entity }) => entity === c.entity)?.keys ?? [];
      const [old = {}] = keys;
      keys.push({ ...old, jwk: publicJwk(fresh) });
      Object.assign(old, { status: "compromised", compromisedAt: inDays(0) });
    });
    writeFileSync(join(c.folder, FOLDER.signingKey), JSON.stringify(fresh));
    const later = await openAgency(c.folder);
    expect(await later.read(sent.digest)).toMatchObject({ verdict: "accept" });
    await later.close();
  });

  it("takes no registry that is older than one it has used", async () => {
    const { b, folder, close } = await openBoth();
    const path = join(folder, "registry", "registry.jwt");
    const before = readFileSync(path, "utf8");
    writeFileSync(path, signedAt(folder, inDays(1)));
    await close();
    const clock = createFixedClock(inDays(2));
    await (await openAgency(b.folder, { clock })).close();
    writeFileSync(path, before);
    await expect(openAgency(b.folder, { clock })).rejects.toMatchObject({
      code: "TRUST_REGISTRY_OUTDATED",
    });
    // After any failure, the folder is free again.
    writeFileSync(path, signedAt(folder, inDays(1)));
    await (await openAgency(b.folder, { clock })).close();
  });

  it("closes when the calls under way have ended", async () => {
    const { b, c, close } = await openBoth();
    const sending = b.send(await b.prepare(request()), c);
    await b.close();
    expect(await sending).toMatchObject({ state: "decided" });
    await close();
  });
});

type Opened = Agency & { readonly folder: string };

async function openBoth() {
  const folder = mkdtempSync(join(root, "exchange-"));
  const [inB = "", inC = ""] = makeTestExchange(folder);
  const b: Opened = Object.assign(await openAgency(inB), { folder: inB });
  const c: Opened = Object.assign(await openAgency(inC), { folder: inC });
  const close = async (): Promise<void> => {
    for (const one of [b, c]) await one.close();
  };
  return { folder, b, c, close };
}

/** Changes the registry of a test exchange, and signs it a minute later than it was. */
function editRegistry(folder: string, edit: (file: RegistryFile) => void): void {
  const path = join(folder, "registry", "registry.json");
  const file = parseJson(readFileSync(path, "utf8")) as unknown as RegistryFile;
  edit(file);
  writeFileSync(path, JSON.stringify(file));
  const issuedAt = `${new Date(Date.parse(file.issuedAt) + 60_000).toISOString().slice(0, 19)}Z`;
  writeFileSync(join(folder, "registry", "registry.jwt"), signedAt(folder, issuedAt));
}

interface RegistryFile {
  readonly issuedAt: string;
  readonly agencies: { entity: string; keys: object[] }[];
}

/** The registry of a test exchange, signed anew. */
function signedAt(folder: string, issuedAt: string): string {
  const read = (name: string) => parseJson(readFileSync(join(folder, "registry", name), "utf8"));
  const file = read("registry.json") as object;
  return issueRegistry({ ...file, issuedAt }, createSigner(parsePrivateJwk(read("key.json"))));
}

function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}

/** Rules by which every message is refused. */
const REFUSING: RulePack = {
  id: "refusing",
  version: "1.0.0",
  validFrom: "2026-01-01",
  rules: [
    {
      id: "R02",
      codes: ["R02_NEVER"],
      parts: [{ needs: [], evaluate: () => [{ code: "R02_NEVER", pointer: "" }] }],
    },
  ],
  messages: [{ locale: "en", codes: { R02_NEVER: { text: "Nothing is taken in." } } }],
};

/** A name that the purpose of {@link request} does not admit. */
const IDENTITY = {
  kind: "identity",
  meta: {
    nature: "statement",
    sourceEval: "B",
    infoEval: "2",
    asOf: "2026-11",
    verified: "notVerified",
    complete: "partial",
    holderRef: "https://ngo-b.test",
  },
  leaves: [
    {
      f: "identity.names",
      v: {
        part: "surname",
        original: "Примерная",
        script: "Cyrl",
        latin: "Primernaia",
        scheme: "ICAO9303-3-6",
        certainty: "certain",
      },
    },
  ],
};
