import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Agency,
  makeTestExchange,
  type OpenOptions,
  openAgency,
  openSqliteStore,
} from "@safepassage/agency/node";
import { canonicalJson, createFixedClock } from "@safepassage/core";
import { parseCaseRequest, parseImportStatement } from "@safepassage/htcds";
import { type Body, parseConsentRecord } from "@safepassage/schema";
import { DEFAULT_PACKS } from "@safepassage/validator";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { answer } from "./guide/answer.ts";
import { type CaseFile, draftOfCase } from "./guide/case-draft.ts";
import { examine } from "./guide/evidence.ts";
import { openInNovaia } from "./guide/own-pack.ts";
import { novaia } from "./guide/pack.ts";
import { afterErasure } from "./guide/prove.ts";
import { withdraw } from "./guide/withdraw.ts";
import { readJson, readText } from "./guide-files.ts";

const NOW = new Date("2026-11-24T09:02:00Z");

const clock = createFixedClock(NOW);

describe("the guide to the library", () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-library-"));
  const [ownB = "", ownC = ""] = makeTestExchange(folder, { clock, port: 1 });
  const open: Agency[] = [];
  const agency = async (own: string, options: OpenOptions = {}): Promise<Agency> => {
    const one = await openAgency(own, { clock, ...options });
    open.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = (record: object = readJson("../data/ngo-b.consent.json") as object): CaseFile => ({
    csv: readText("../../../packages/vectors/data/htcds/ngo-b.csv"),
    statement: parseImportStatement(
      readJson("../../../packages/vectors/data/htcds/ngo-b.import.json"),
    ),
    readRecord: () => parseConsentRecord(record),
    today: "2026-11-24",
    test: true,
  });
  const asked = (changed: object = {}) =>
    parseCaseRequest(
      { ...(readJson("../data/s01-1.request.json") as object), ...changed },
      { test: true },
    );

  it("takes a case file to another agency, withdraws it, and proves both", async () => {
    const [b, c] = [await agency(ownB), await agency(ownC)];
    // On no other message of these tests rests a consent of this day.
    const own = {
      ...(readJson("../data/ngo-b.consent.json") as object),
      givenAt: "2026-10-30T08:00:00Z",
    };
    const plan = await b.prepare(await draftOfCase(file(own), asked()));
    const account = new Map(plan.account.map((entry) => [entry.field, entry]));
    expect(account.get("subject.languages")).toMatchObject({ outcome: "allowed", why: "" });
    expect(account.get("identity.names")).toMatchObject({
      outcome: "withheld",
      why: expect.stringMatching(/\.$/),
    });
    expect(plan.maySend).toBe(true);
    expect(plan.explain()).toBe("");

    const sent = await b.send(plan, c);
    expect(sent).toMatchObject({ state: "decided", verdict: "accept" });
    const got = await c.read(sent.digest);
    expect(got?.verdict).toBe("accept");
    expect(fieldsOf(got?.message?.body ?? {})).toEqual(fieldsOf(plan.draft.body));
    expect(JSON.stringify(got?.message)).not.toContain("Oksana");

    const evidence = await c.evidence(sent.digest);
    expect(evidence).toEqual(await b.evidence(sent.digest));
    const { jwt, receipts } = evidence as NonNullable<typeof evidence>;
    expect(examine({ jwt, receipts }, b.registry, NOW)).toMatchObject({
      from: "https://ngo-b.test",
      to: "https://ngo-c.test",
      agreement: plan.draft.clear["env.agreementRef"].sha256,
      disclosures: expect.any(Number),
      verdict: "accept",
      sameCatalogue: true,
      open: [],
    });
    expect(examine({ jwt, receipts: [] }, b.registry, NOW).open).toHaveLength(2);
    const other = await b.send(await b.prepare(await draftOfCase(file(), asked())), c);
    const again = await b.evidence(other.digest);
    expect(() => examine({ jwt: again?.jwt ?? "", receipts }, b.registry, NOW)).toThrow(
      expect.objectContaining({ code: "RECEIPT_MISMATCH" }),
    );

    const record = file(own).readRecord("ngo-b.consent.json");
    const told = { answers: ["accept"], call: [], decide: [] };
    expect(await withdraw(b, record, c)).toEqual(told);
    expect(await c.read(sent.digest)).toBeUndefined();
    expect(await c.deliver(b)).toMatchObject([{ verdict: "accept" }]); // that it is erased
    for (const one of [b, c]) {
      expect(await afterErasure(one, sent.digest)).toEqual([
        "https://ngo-b.test to https://ngo-c.test",
        "ASSISTANCE_REFERRAL on GDPR#6(1)(a)",
        "delivered 2026-11-24T09:02:00.000Z",
        "decided 2026-11-24T09:02:00.000Z",
      ]);
    }
    expect(await b.evidence("unknown")).toBeUndefined();
  });

  it("does not send what the recipient would refuse, and says why", async () => {
    const b = await agency(ownB);
    const plan = await b.prepare(await draftOfCase(file(), asked({ consent: null })));
    expect(plan.maySend).toBe(false);
    expect(plan.explain()).toMatch(/^[ER]\d\d: \S/);
    await expect(b.send(plan)).rejects.toMatchObject({ code: "GATEWAY_DRAFT_REFUSED" });
  });

  it("keeps what cannot be delivered, and delivers it later", async () => {
    const b = await agency(ownB, { fetch: () => Promise.reject(new Error("unplugged")) });
    const sent = await b.send(await b.prepare(await draftOfCase(file(), asked())));
    expect(sent).toMatchObject({ state: "queued", error: "GATEWAY_PEER_UNREACHABLE" });

    await open.pop()?.close();
    const later = { clock: createFixedClock("2026-11-24T09:02:05Z") };
    const [again, c] = [await agency(ownB, later), await agency(ownC, later)];
    const delivered = await again.deliver(c);
    expect(delivered).toMatchObject([{ digest: sent.digest, verdict: "accept" }]);
  });

  it("answers other agencies over any server", async () => {
    const c = await agency(ownC);
    const ports: string[] = [];
    const b = await agency(ownB, {
      fetch: (request) => {
        ports.push(new URL(request.url).port);
        return answer(c, request);
      },
    });
    const sent = await b.send(await b.prepare(await draftOfCase(file(), asked())));
    expect(sent.verdict).toBe("accept");
    expect(new Set(ports)).toEqual(new Set(["3"]));

    const at = (path: string, init?: RequestInit) =>
      answer(c, new Request(`http://127.0.0.1:3${path}`, init));
    expect((await at("/elsewhere")).status).toBe(404);
    const refused = await at("/inbox", { method: "POST", body: "no package" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ receipt: expect.any(String) });
    const large = await at("/inbox", { method: "POST", body: "x".repeat(2_097_153) });
    expect([large.status, await large.json()]).toEqual([400, { code: "GATEWAY_BODY_TOO_LARGE" }]);
  });

  it("judges by a pack of one's own, what is sent and what is taken in", async () => {
    const inNovaia = await openInNovaia(ownB);
    expect(inNovaia.entity).toBe("https://ngo-b.test");
    await inNovaia.close();

    const about = { claims: { "env.recipient.country": new Set(["XC"]) } };
    const rules = novaia.rules.map((rule) => ({
      ...rule,
      parts: rule.parts.map((part) => ({ ...part, about })),
    }));
    const packs = [...DEFAULT_PACKS, { ...novaia, rules }];
    const store = openSqliteStore(":memory:");
    const [b, c] = [await agency(ownB, { packs }), await agency(ownC, { packs, store })];
    const plan = await b.prepare(await draftOfCase(file(), asked()));
    expect(plan.judgement.evaluated).toContain("XE01");
    const { digest } = await b.send(plan, c);
    const row = await store.transaction((tx) => tx.inbox.findByDigest(digest));
    expect(row?.content?.judgement.evaluated).toContain("XE01");
  });

  it("keeps its messages in a store of one's own", async () => {
    const store = openSqliteStore(":memory:");
    const [b, c] = [await agency(ownB, { store }), await agency(ownC)];
    const { digest } = await b.send(await b.prepare(await draftOfCase(file(), asked())), c);
    const row = await store.transaction((tx) => tx.outbox.findByDigest(digest));
    expect(row?.state).toBe("decided");
  });

  const record = readJson("../data/ngo-b.consent.json") as Record<string, unknown>;
  const ENDED = {
    givenAt: "2026-01-01T00:00:00Z",
    validFrom: "2026-01-01T00:00:00Z",
    validUntil: "2026-02-28T00:00:00Z",
  };
  const { validFrom: _, validUntil: __, ...timeless } = record;

  it.each<[string, object, string]>([
    ["ended in February", { ...record, ...ENDED }, "CONSENT_LAPSED"],
    ["was withdrawn", { ...record, withdrawnAt: "2026-11-20T00:00:00Z" }, "CONSENT_WITHDRAWN"],
    [
      "is for another agency",
      { ...record, recipients: ["https://ngo-b.test"] },
      "CONSENT_RECIPIENT_NOT_NAMED",
    ],
    [
      "is for another purpose",
      { ...record, purposes: ["STATISTICS"] },
      "CONSENT_PURPOSE_NOT_NAMED",
    ],
    ["has no dates", timeless, "SCHEMA_INVALID"],
  ])("stops where the consent record %s", async (_what, kept, code) => {
    const b = await agency(ownB);
    const prepared = async () => b.prepare(await draftOfCase(file(kept), asked()));
    await expect(prepared()).rejects.toMatchObject({ code });
  });

  it("stops where the row is another person's now", async () => {
    const { digest } = (readJson("../data/s01-1.request.json") as { case: { digest: string } })
      .case;
    const moved = draftOfCase(file(), asked({ case: { row: 2, digest } }));
    await expect(moved).rejects.toMatchObject({ code: "HTCDS_CASE_MOVED" });
  });
});

describe("the programs of the guide to the library", () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-first-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (name: string): string => {
    const program = fileURLToPath(new URL(`guide/${name}.ts`, import.meta.url));
    const command = ["--conditions=@safepassage/source", program];
    return execFileSync(process.execPath, command, { encoding: "utf8", cwd: folder });
  };

  it("send a first message", () => {
    expect(run("start")).toBe("");
    const printed = run("first");
    expect(printed).toMatch(/'contact\.phone' +│ 'withheld'/);
    expect(printed).toContain("https://ngo-c.test decided: accept\n");
  }, 30_000);

  it("hold a store against the checks", () => {
    expect(run("own-store")).toMatch(/fail 0/);
  }, 60_000);
});

function fieldsOf(body: Body): readonly string[] {
  return Object.entries(body)
    .flatMap(([gid, { leaves }]) => leaves.map(({ f, v }) => `${gid}/${f} ${canonicalJson(v)}`))
    .sort();
}
