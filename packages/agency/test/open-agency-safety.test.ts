import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { randomId } from "@safepassage/message";
import type { Body, SchemaError } from "@safepassage/schema";
import { NAMED_IDENTITY, vitalRequest } from "@safepassage/testing/draft-request";
import { generateSigningKey, publicJwk } from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";
import { describe, expect, it } from "vitest";
import { type Agency, FOLDER, openAgency, openStore } from "../src/node.ts";
import type { DraftRequest } from "../src/send/draft/draft-request.ts";
import { editRegistry, inDays, openBoth } from "./open-both.ts";

describe("an open agency, for the safety of a person", () => {
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
    const { body, ...rest } = vitalRequest();
    const [subject = ""] = Object.keys(body);
    const named = JSON.stringify(body).replaceAll(
      '"https://ngo-b.test"',
      '"https://primernaia.test"',
    );
    const group = {
      ...JSON.parse(named),
      IDkZtTvJTbR0p8Jw3vDH3g: { ...NAMED_IDENTITY, links: [subject] },
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
    const plan = await b.prepare(vitalRequest());
    await expect(b.send({ ...plan }, c)).rejects.toThrow(/prepare the draft again/);
    await close();
  });

  it("tells every place of a request that is wrong, at once", async () => {
    const { b, close } = await openBoth();
    const { officer: _, ...rest } = vitalRequest();
    const wrong = { ...rest, purpose: "ASISTANCE_REFERRAL", poeple: {} } as unknown as DraftRequest;
    const error = await b.prepare(wrong).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SCHEMA_INVALID" });
    expect((error as SchemaError).issues.map(({ pointer }) => pointer).sort()).toEqual([
      "",
      "/officer",
      "/purpose",
    ]);
    const others: readonly unknown[] = [
      null,
      [],
      "x",
      { clear: {} },
      { clear: { "env.messageId": "x" } },
    ];
    for (const other of others) {
      await expect(b.prepare(other as DraftRequest)).rejects.toMatchObject({
        code: "SCHEMA_INVALID",
      });
    }
    const places: readonly [object, string][] = [
      [{ case: "half a character \ud800" }, "/case"],
      [{ people: { person: "\udc00" } }, "/people"],
    ];
    for (const [change, pointer] of places) {
      const request = { ...vitalRequest(), ...change };
      await expect(b.prepare(request)).rejects.toMatchObject({ issues: [{ pointer }] });
    }
    await close();
  });

  it("says that it is closed, and refuses what has the wrong shape in the promise of the call", async () => {
    const { b, close } = await openBoth();
    const refused = b.review({} as never);
    await expect(refused).rejects.toMatchObject({ code: "SCHEMA_INVALID" });
    await expect(b.readQuarantined("x", "no role")).rejects.toThrow(RangeError);
    await close();
    await b.close();
    for (const late of [b.prepare(vitalRequest()), b.deliver(), b.read("x"), b.maintain()]) {
      await expect(late).rejects.toThrow("this agency is closed");
    }
  });

  it("shows a message in quarantine to who names a role, and records it", async () => {
    const { b, c, close } = await openBoth();
    const { body, ...rest } = vitalRequest();
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
    await expect(async () => c.readQuarantined(sent.digest, "Olena K.")).rejects.toThrow(
      RangeError,
    );
    await close();
    const store = await openStore(c.folder, {});
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
    await b.send(await b.prepare(vitalRequest()), waiting).catch(() => {});
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
    const sent = await b.send(await b.prepare(vitalRequest()), c);
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

  it("posts the same octets in attempts side by side, so that the recipient takes it once", async () => {
    const { b, c, close } = await openBoth();
    const posted = new Set<string>();
    const slow: Agency = {
      ...c,
      async take(sealed) {
        posted.add(sealed);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return c.take(sealed);
      },
    };
    const sending = b.send(await b.prepare(vitalRequest()), slow);
    const beside = Array.from({ length: 3 }, async (_, turn) => {
      await new Promise((resolve) => setTimeout(resolve, 10 * turn));
      return b.deliver(slow);
    });
    expect(await sending).toMatchObject({ state: "decided", verdict: "accept" });
    await Promise.all(beside);
    expect(posted.size).toBe(1);
    await close();
  });

  it("keeps alarms for the first who reads them, and hands each over once", async () => {
    const { b, c, close } = await openBoth();
    const { body, ...rest } = vitalRequest();
    const unjudged = Object.fromEntries(
      Object.entries(body as Body).map(([gid, { meta: _, ...group }]) => [gid, group]),
    );
    const urgent = { "private.urgency": { level: "emergency", ground: "threatToLife" } };
    const { digest } = await b.send(
      await b.prepare({ ...rest, body: unjudged, private: urgent }),
      c,
    );
    await c.maintain();
    await close();
    const later = await openAgency(c.folder);
    const alarms = await later.alarms();
    expect(alarms.map(({ event }) => event)).toEqual(["quarantineAlarm", "quarantineAlarm"]);
    expect(alarms.map(({ ref }) => ref)).toEqual([digest, digest]);
    expect(await later.alarms()).toEqual([]);
    await later.close();
  });

  it("erases nothing after a jump of the clock before the first maintenance", async () => {
    const { b, c, close } = await openBoth();
    const { digest } = await b.send(await b.prepare(vitalRequest()), c);
    await close();
    const clock = createFixedClock(inDays(364));
    const later = await openAgency(c.folder, { clock });
    expect(await later.maintain()).toMatchObject({ state: "implausible" });
    expect((await later.read(digest))?.message).toBeDefined();
    await expect(later.maintain(new Date())).rejects.toMatchObject({
      code: "GATEWAY_CLOCK_DIFFERS",
    });
    expect(await later.maintain(new Date(inDays(364)))).toEqual({ state: "plausible" });
    expect(await later.read(digest)).toBeUndefined();
    await later.close();
  });

  it("reads a message as its corrections have left it, with what they changed", async () => {
    const { b, c, close } = await openBoth();
    const plan = await b.prepare(vitalRequest());
    const sent = await b.send(plan, c);
    const [gid = "", need] =
      Object.entries(plan.draft.body).find(([, { kind }]) => kind === "need") ?? [];
    const path = `${gid}/need.services`;
    const before = need?.leaves.find(({ f }) => f === "need.services")?.v;
    const body = {
      kind: "correction",
      links: [],
      leaves: [
        { f: "correction.target", v: { message: sent.digest, path } },
        { f: "correction.action", v: "rectify" },
        { f: "correction.reason", v: "inaccurate" },
        { f: "correction.value", v: "legalAdvice" },
      ],
    };
    const correction = await b.prepare({
      ...vitalRequest(),
      messageType: "correction",
      legalBases: ["GDPR#16"],
      clear: { "env.handling.conditions": ["ASSISTANCE_ONLY"] },
      private: {
        "private.inReplyTo": sent.id,
        "private.exchangeId": plan.draft.private["private.exchangeId"],
      },
      sources: [],
      body: { [randomId()]: body },
    });
    expect(await b.send(correction, c)).toMatchObject({ verdict: "accept" });
    const read = await c.read(sent.digest);
    const [after] = read?.message?.body[gid]?.leaves.filter(({ f }) => f === "need.services") ?? [];
    expect(after?.v).toBe("legalAdvice");
    expect(read?.corrections).toMatchObject([
      { path, action: "rectify", before: [before], after: ["legalAdvice"] },
    ]);
    await close();
  });
});

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
