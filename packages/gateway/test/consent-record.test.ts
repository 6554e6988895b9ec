/** A consent record that several messages were sent on, each under a reference of its own. */
import type { ConsentRecord } from "@safepassage/schema";
import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { EMERGENCY } from "./emergency.ts";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { createExchange, NGO_C, requestS011, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const [HELD] = requestS011().consents ?? [];
const { subject: SUBJECT, record } = HELD ?? { subject: "", record: {} };
const RECORD = { ...(record as unknown as ConsentRecord), recipients: [NGO_C, NRM_D] };

describe("a consent record", () => {
  it.each([
    ["by a message", (first: string) => ({ digest: first, everywhere: true })],
    ["by the record, as the agency keeps it then", () => ({ record: WITHDRAWN })],
    [
      "by the record, with an id in other letters",
      () => ({ record: { ...WITHDRAWN, person: "Case-17" } }),
    ],
  ])("is withdrawn %s from everybody who got something on it", async (_, named) => {
    const exchange = open();
    const first = await send(exchange);
    const second = await send(exchange);
    const other = await send(exchange, { recipient: NRM_D });
    // Neither is of this record: it was given at another time, or by another person.
    const later = await send(exchange, {
      record: { givenAt: "2026-11-22T09:00:00Z", validFrom: "2026-11-22T09:00:00Z" },
    });
    const anothers = await send(exchange, { record: { person: "case-18" } });
    await exchange.settle();
    const refs = await Promise.all([first, second, other].map((one) => refOf(exchange, one)));
    expect(new Set(refs).size).toBe(3);

    const { status, json } = await withdraw(exchange, named(first));
    expect([status, json.code]).toEqual([201, undefined]);
    await exchange.settle();
    const { b, c } = exchange;
    const held = async ({ store }: typeof b, digest: string) =>
      (await inside(store)[store === c.store ? "inbox" : "outbox"].findByDigest(digest))
        ?.content !== undefined;
    const all = [first, second, later, anothers];
    expect(await Promise.all(all.map((one) => held(c, one)))).toEqual([false, false, true, true]);
    expect(await Promise.all(all.map((one) => held(b, one)))).toEqual([false, false, true, true]);
    // Nobody has got it yet.
    expect(await held(b, other)).toBe(false);
  });

  it("is shown before, with who has how much on it, and nothing is done", async () => {
    const exchange = open();
    const first = await send(exchange);
    const [second, other] = [await send(exchange), await send(exchange, { recipient: NRM_D })];
    const stays = await send(exchange, { legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] });
    await exchange.settle();
    const preview = async (named: object) =>
      (await exchange.b.call("POST", "/v1/withdrawals/preview", { ...named, officer: OFFICER }))
        .json;
    // What nobody has got yet is erased here, and nobody is asked.
    expect(await preview({ digest: first, everywhere: true })).toEqual({
      ...{ messages: 3, kept: [stays] },
      recipients: [{ recipient: NGO_C, messages: 2 }],
    });
    expect(await preview({ digest: first })).toEqual({
      ...{ messages: 1, kept: [], recipients: [{ recipient: NGO_C, messages: 1 }] },
    });
    expect((await preview({ consentRef: "nothing" })).code).toBe("GATEWAY_WITHDRAWAL_IMPOSSIBLE");
    for (const digest of [first, second, other, stays]) {
      expect(await isHeld(exchange, digest)).toBe(true);
    }
    expect((await exchange.b.show(first)).json.erasureRequested).toBe(false);
  });

  it("is shown and withdrawn at a cost that grows with its messages, and not with their square", async () => {
    const costs: number[][] = [];
    for (const count of [10, 20, 40]) {
      let asked = 0;
      const federation = withTwin();
      const registry = parseRegistry(federation.registryFile());
      const counted = () => {
        asked++;
        return registry;
      };
      const exchange = createExchange({ federation, own: { "NGO-B": { registry: counted } } });
      const first = await send(exchange);
      for (let sent = 1; sent < count; sent++) await send(exchange);
      await exchange.settle();
      const cost: number[] = [];
      let turns = 0;
      const counting = setInterval(() => turns++, 0);
      for (const path of ["/v1/withdrawals/preview", "/v1/withdrawals"]) {
        asked = 0;
        const body = { digest: first, everywhere: true, officer: OFFICER };
        const { status } = await exchange.b.call("POST", path, body);
        expect(status).toBeLessThan(300);
        cost.push(asked);
      }
      clearInterval(counting);
      // Requests are answered meanwhile.
      expect(turns).toBeGreaterThan(count / 4);
      costs.push(cost);
    }
    const [first = [], second = [], third = []] = costs;
    const growth = [
      ...second.map((cost, at) => cost / (first[at] ?? 1)),
      ...third.map((cost, at) => cost / (second[at] ?? 1)),
    ];
    expect(growth.filter((times) => times > 2.2)).toEqual([]);
  });

  it("is shown as refused where the withdrawal is: one agreement asks to know the officer more surely", async () => {
    const exchange = open({ minAssurance: 3 });
    const first = await send(exchange, { officer: { ...OFFICER, assurance: 3 } });
    const other = await send(exchange, { recipient: NRM_D });
    await exchange.settle();
    const ask = async (path: string, named: object, assurance: number) => {
      const officer = { ...OFFICER, assurance };
      const { status, json } = await exchange.b.call("POST", path, { ...named, officer });
      return [status, json.findings?.map(({ code }: { code: string }) => code)];
    };
    const all = { digest: first, everywhere: true };
    const refused = [422, ["R78_ASSURANCE_TOO_LOW"]];
    expect(await ask("/v1/withdrawals/preview", all, 2)).toEqual(refused);
    expect(await ask("/v1/withdrawals", all, 2)).toEqual(refused);
    expect([await isHeld(exchange, first), await isHeld(exchange, other)]).toEqual([true, true]);
    // Nobody has to be asked there.
    expect(await ask("/v1/withdrawals/preview", { digest: other }, 2)).toEqual([200, undefined]);
    expect(await ask("/v1/withdrawals/preview", all, 3)).toEqual([200, undefined]);
  });

  it("is looked up on record: that tells of whom something was sent", async () => {
    const exchange = open();
    const digest = await send(exchange);
    const look = (named: object) =>
      exchange.b.call("POST", "/v1/withdrawals/preview", { ...named, officer: OFFICER });
    expect((await look({ record: { ...RECORD, person: "case-18" } })).status).toBe(409);
    await look({ digest, everywhere: true });
    await look({ digest });
    const acts = await inside(exchange.b.store).events.after("messagesSearched", 0, 9);
    expect(acts.map(({ code, role }) => [code, role])).toEqual([
      ["record", "machine"],
      ["record", "machine"],
    ]);
  });

  it.each(["digest", "consentRef"])(
    "names what rests on another basis too and stays, however it is named: %s",
    async (by) => {
      const exchange = open();
      const ref = "HN-LG3fF5cxcTcDCGUe85g";
      const first = await send(exchange, { ref });
      const exchangeId = await exchangeOf(exchange, first);
      const stays = await send(exchange, {
        ...{ ref, private: { "private.exchangeId": exchangeId } },
        legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"],
      });
      const bases = { legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] };
      const elsewhere = [
        await send(exchange, { ref, ...bases }),
        await send(exchange, { ref, ...bases, recipient: NRM_D }),
      ];
      await exchange.settle();
      const asked = { ...(by === "digest" ? { digest: first } : { consentRef: ref }) };
      const kept = by === "digest" ? [stays] : [stays, ...elsewhere];
      const headers = { "idempotency-key": "case-17-withdrawal" };
      for (const _ of ["first", "again"]) {
        const { status, json } = await withdraw(exchange, asked, headers);
        expect(status).toBe(201);
        expect(json.kept.toSorted()).toEqual(kept.toSorted());
      }
      await exchange.settle();
      expect([await isHeld(exchange, first), await isHeld(exchange, stays)]).toEqual([false, true]);
      // Nothing is left that could be withdrawn: that it stays is no success.
      const { status, json } = await withdraw(exchange, { consentRef: ref });
      expect([status, json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
    },
  );

  it("names what stays also where nobody has what is withdrawn", async () => {
    const exchange = open();
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    const first = await send(exchange, { ref });
    const stays = await send(exchange, { ref, legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] });
    const headers = { "idempotency-key": "case-17-withdrawal" };
    for (const _ of ["first", "again"]) {
      const { json } = await withdraw(exchange, { consentRef: ref }, headers);
      expect([json.digest, json.unsent, json.kept]).toEqual([first, true, [stays]]);
    }
    // It would say that she consents. What is held of it is another matter.
    await exchange.settle();
    expect((await exchange.b.show(stays)).json).toMatchObject({
      ...{ state: "unsent", erasureRequested: false },
    });
    expect(await isHeld(exchange, stays)).toBe(true);
    expect(await inside(exchange.c.store).inbox.findByDigest(stays)).toBeUndefined();
  });

  it("stops no message that claims a threat to life", async () => {
    const exchange = open();
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    await send(exchange, { ref });
    const urgent = await send(exchange, {
      ...{ ref, legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] },
      private: { "private.urgency": EMERGENCY },
    });
    await withdraw(exchange, { consentRef: ref });
    await exchange.settle();
    expect(await inside(exchange.c.store).inbox.findByDigest(urgent)).toBeDefined();
  });

  it("is withdrawn under one reference from whom has that", async () => {
    const exchange = open();
    const [first, second] = [await send(exchange), await send(exchange)];
    await exchange.settle();
    const { status } = await withdraw(exchange, { consentRef: await refOf(exchange, first) });
    await exchange.settle();
    expect([status, await isHeld(exchange, first), await isHeld(exchange, second)]).toEqual([
      201,
      false,
      true,
    ]);
  });

  it("is withdrawn from the recipients, and for the purposes, that the record names", async () => {
    const exchange = open();
    const first = await send(exchange);
    const other = await send(exchange, { recipient: NRM_D });
    await exchange.settle();
    const { status } = await withdraw(exchange, { record: { ...RECORD, recipients: [NRM_D] } });
    expect([status, await isHeld(exchange, first), await isHeld(exchange, other)]).toEqual([
      201,
      true,
      false,
    ]);
    const none = await withdraw(exchange, {
      record: { ...RECORD, purposes: ["VICTIM_IDENTIFICATION"] },
    });
    expect([none.status, none.json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
  });

  it("is withdrawn from who still holds what this agency has erased", async () => {
    const exchange = open();
    const { b, c } = exchange;
    const [first, second] = [await send(exchange), await send(exchange)];
    await exchange.settle();
    for (const digest of [first, second]) {
      await b.store.transaction((tx) => tx.outbox.erase(digest, "2026-11-24T09:02:00Z"));
    }
    const { status, json } = await withdraw(exchange, { digest: first, everywhere: true });
    expect([status, json.code]).toEqual([201, undefined]);
    await exchange.settle();
    for (const digest of [first, second]) {
      expect((await inside(c.store).inbox.findByDigest(digest))?.content).toBeUndefined();
      expect((await inside(b.store).outbox.findByDigest(digest))?.certificate).toBeDefined();
    }
  });

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

  it("is withdrawn from everybody, whomever it names by now", async () => {
    const exchange = open();
    const first = await send(exchange);
    const record = { ...RECORD, recipients: [NRM_D] };
    const { status } = await withdraw(exchange, { record, everywhere: true });
    expect([status, await isHeld(exchange, first)]).toEqual([201, false]);
    await expect(send(exchange)).rejects.toThrow("CONSENT_WITHDRAWN");
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

  it("stands by itself: a message or a reference beside it is refused", async () => {
    const exchange = open();
    const digest = await send(exchange);
    const consentRef = await refOf(exchange, digest);
    for (const beside of [{ digest }, { consentRef }]) {
      const { status, json } = await withdraw(exchange, { record: RECORD, ...beside });
      const pointers = json.issues.map(({ pointer }: { pointer: string }) => pointer);
      expect([status, pointers]).toEqual([400, [`/${Object.keys(beside)[0]}`]]);
    }
    const { status, json } = await withdraw(exchange, { record: { ...RECORD, person: "" } });
    expect([status, json.issues[0].pointer]).toEqual([400, "/record/person"]);
    expect(await isHeld(exchange, digest)).toBe(true);
  });
});

const WITHDRAWN = {
  ...RECORD,
  ...{ status: "ConsentWithdrawn", withdrawnAt: "2026-11-24T09:00:00Z" },
};

/** @param terms - Of the agreement with NGO-C. */
function open(terms = {}): TestExchange {
  const federation = withTwin();
  const agreements = [
    federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C"),
    federation.sign("AGR-ASSIST", "NGO-B", "NRM-D"),
  ];
  return createExchange({ federation, options: { agreements } });
}

async function send(
  { b }: TestExchange,
  {
    recipient = NGO_C,
    record = {},
    ref,
    ...more
  }: {
    readonly recipient?: string;
    readonly record?: Partial<ConsentRecord>;
    readonly ref?: string;
    readonly private?: object;
    readonly officer?: object;
    readonly legalBases?: readonly string[];
  } = {},
): Promise<string> {
  const consent = { subject: SUBJECT, record: { ...RECORD, ...record } };
  const consents = [{ ...consent, ...(ref !== undefined && { ref }) }];
  const draft = { ...requestS011(), ...more, recipient, consents };
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(JSON.stringify(json));
  return json.digest;
}

const withdraw = ({ b }: TestExchange, named: object, headers?: Record<string, string>) =>
  b.call("POST", "/v1/withdrawals", { ...named, officer: OFFICER }, headers);

const exchangeOf = async ({ b }: TestExchange, digest: string): Promise<string> =>
  (await inside(b.store).outbox.findByDigest(digest))?.content?.exchangeId ?? "";

async function refOf({ b }: TestExchange, digest: string): Promise<string> {
  const row = await inside(b.store).outbox.findByDigest(digest);
  return row?.content?.message.private["private.consentRefs"][0] ?? "";
}

const isHeld = async ({ b }: TestExchange, digest: string): Promise<boolean> =>
  (await inside(b.store).outbox.findByDigest(digest))?.content !== undefined;
