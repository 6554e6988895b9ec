import { describe, expect, it } from "vitest";
import { refer } from "../correcting.ts";
import { createExchange, requestS011, type TestGateway, TOKENS } from "../world.ts";

const READS = {
  ...{ "safepassage-reason": "CASE_WORK", "safepassage-officer": "staff-0007" },
  "safepassage-assurance": "2",
};

const actsOf = async (side: TestGateway, query = "") =>
  (await side.call("GET", `/v1/acts${query}`)).json;
/** What one officer did: no address has the staff id. */
const actsOfOfficer = async (side: TestGateway, officer: string, more: object = {}) =>
  (await side.call("POST", "/v1/searches/acts", { officer, ...more })).json;

describe("the record of acts", () => {
  it("has who sent, kept, deleted, read and locked what, newest first", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const { digest } = await refer(exchange);
    const kept = await b.call("POST", "/v1/drafts", { draft: requestS011() });
    const draft = `/v1/drafts/${kept.json.id}`;
    await b.call("PUT", draft, { revision: 1, draft: { ...requestS011(), case: "case-18" } });
    await b.call("DELETE", draft);
    // It is gone already: nobody does anything.
    await b.call("DELETE", draft);
    await b.call("GET", `/v1/messages/${digest}/content`, undefined, READS);
    await b.call("POST", "/v1/locks", { officer: "staff-0009" });
    // That one is locked out already: nobody does anything.
    await b.call("POST", "/v1/locks", { officer: "STAFF-0009" });
    await b.call("POST", "/v1/locks/removal", { officer: "staff-0009" });
    await b.call("POST", "/v1/locks/removal", { officer: "staff-0009" });
    const { entries } = await actsOf(b);
    expect(entries).toMatchObject([
      { act: "officerUnlocked", role: "machine" },
      { act: "officerLocked", role: "machine" },
      { act: "contentRead", ref: digest, code: "CASE_WORK", officer: "staff-0007" },
      { act: "draftDeleted", ref: kept.json.id, role: "machine" },
      { act: "draftChanged", ref: kept.json.id, officer: "staff-0042" },
      { act: "draftKept", ref: kept.json.id, officer: "staff-0042" },
      { act: "messageSubmitted", ref: digest, officer: "staff-0042" },
    ]);
    expect(JSON.stringify(entries)).not.toContain("staff-0009");
    const custody = await b.call("GET", `/v1/messages/${digest}/custody`);
    expect(custody.json.events).toContainEqual(
      expect.objectContaining({ event: "messageSubmitted", officer: "staff-0042" }),
    );
  });

  it("has who labelled, searched, reviewed and had a draft sent, and not for whom", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const { digest } = await refer(exchange);
    await b.call("POST", `/v1/messages/${digest}/labels`, { case: "file-4711" });
    await b.call("POST", "/v1/searches/case", { case: "file-4711" });
    await b.call("POST", "/v1/searches/person", { person: "file-4711" });
    const officer = { id: "staff-0042", assurance: 2 };
    await b.call("POST", `/v1/messages/${digest}/review`, { outcome: "erase", officer });
    const { json } = await b.call("POST", "/v1/drafts", { draft: requestS011() });
    const sent = await b.call("POST", `/v1/drafts/${json.id}/submission`);
    const { entries } = await actsOf(b);
    const acts = entries.map(({ act, code }: { act: string; code?: string }) =>
      [act, code].filter(Boolean).join(" "),
    );
    expect(acts).toEqual(
      expect.arrayContaining([
        ...["messageLabelled", "messagesSearched case", "messagesSearched person"],
        ...["reviewed erase", `draftSubmitted ${sent.json.digest}`, "draftKept"],
        `messageSubmitted ${json.id}`,
      ]),
    );
    // Nobody has seen these officers: a system of the agency names them.
    const roles = entries.map(({ role }: { role?: string }) => role);
    expect(new Set(roles)).toEqual(new Set(["machine"]));
    expect(JSON.stringify(entries)).not.toContain("file-4711");
  });

  it.each([
    ["was sent", true],
    ["nobody has been sent yet", false],
  ])("has who withdrew the consent for a message that %s", async (_, isSent) => {
    const exchange = createExchange();
    const { b } = exchange;
    const { digest } = (
      await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" })
    ).json;
    if (isSent) await exchange.settle();
    const officer = { id: "staff-0007", assurance: 2 };
    expect((await b.call("POST", "/v1/withdrawals", { digest, officer })).status).toBe(201);
    const act = { ref: digest, officer: "staff-0007" };
    const { entries } = await actsOf(b, "?act=messageWithdrawn");
    expect(entries).toMatchObject([{ act: "messageWithdrawn", ...act }]);
    const { events } = (await b.call("GET", `/v1/messages/${digest}/custody`)).json;
    expect(events).toContainEqual(
      expect.objectContaining({ event: "messageWithdrawn", officer: "staff-0007" }),
    );
  });

  it("is read part by part, and act by act", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const path = `/v1/messages/${digest}/content`;
    for (const _ of [1, 2, 3]) await exchange.b.call("GET", path, undefined, READS);
    const first = await actsOf(exchange.b, "?limit=2&act=contentRead");
    expect(first.entries).toHaveLength(2);
    const rest = await actsOf(exchange.b, `?limit=2&act=contentRead&cursor=${first.next}`);
    expect([rest.entries.length, rest.next]).toEqual([1, undefined]);
    const authorization = `Bearer ${TOKENS.quarantine.dutyOfficer}`;
    const { json } = await exchange.b.call("GET", "/v1/acts", undefined, { authorization });
    expect(json.code).toBe("API_ROLE_MISSING");
  });

  it("is asked for one message or draft, one officer and a time, and each page leads to the next", async () => {
    const exchange = createExchange({ start: "2026-11-30T23:59:59Z" });
    const { b } = exchange;
    const { digest } = await refer(exchange);
    const path = `/v1/messages/${digest}/content`;
    const other = { ...READS, "safepassage-officer": "STAFF-0008" };
    await b.call("GET", path, undefined, READS);
    exchange.setTime("2026-12-01T00:00:00Z");
    await b.call("GET", path, undefined, other);
    await b.call("GET", path, undefined, READS);
    const { id } = (await b.call("POST", "/v1/drafts", { draft: requestS011() })).json;
    const shown = ({ entries }: { entries: readonly Record<string, string>[] }) =>
      entries.map(({ act, officer }) => [act, officer].join(" "));
    const asked = async (query: string) => shown(await actsOf(b, query));
    const [sent, kept] = ["messageSubmitted staff-0042", "draftKept staff-0042"];
    const [read, readByOther] = ["contentRead staff-0007", "contentRead STAFF-0008"];
    expect(await asked(`?ref=${digest}`)).toEqual([read, readByOther, read, sent]);
    expect(await asked(`?ref=${id}`)).toEqual([kept]);
    expect(shown(await actsOfOfficer(b, "staff-0008"))).toEqual([readByOther]);
    expect((await actsOf(b, "?officer=staff-0008")).code).toBe("API_PARAMETER_INVALID");
    // The last second of a month is of it.
    const november = { since: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z" };
    expect(await asked(`?${new URLSearchParams(november)}`)).toEqual([read, sent]);
    expect(shown(await actsOfOfficer(b, "staff-0042", november))).toEqual([sent]);
    expect(await asked("?since=2026-12-01T00:00:00Z&act=contentRead")).toEqual([read, readByOther]);
    expect(await asked("?since=2030-01-01T00:00:00Z")).toEqual([]);
    const until = { until: "2028-03-02T00:00:00Z" };
    const listed = (more: object) =>
      actsOf(
        b,
        `?${new URLSearchParams(Object.entries(more).map(([name, of]) => [name, String(of)]))}`,
      );
    const ways = [
      (more: object) => listed({ ref: digest, ...more }),
      (more: object) => listed({ ...until, ...more }),
      (more: object) => actsOfOfficer(b, "staff-0007", more),
    ];
    for (const ask of ways) {
      const paged = [];
      let part = await ask({ limit: 1 });
      for (; part.next !== undefined; part = await ask({ limit: 1, cursor: part.next })) {
        paged.push(...part.entries);
      }
      expect([...paged, ...part.entries]).toEqual((await ask({})).entries);
    }
  });

  it("has one reading of who writes an answer, though the page asks after each change", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const { digest } = await refer(exchange);
    const draft = {
      ...{ inReplyTo: digest, messageType: "response", legalBases: ["GDPR#6(1)(a)"] },
      body: { "8i2U9AAKdTBQ-Y4FGNoUHg": { kind: "response", links: [], leaves: [] } },
    };
    const ask = (officer: string) =>
      c.call("POST", "/v1/preview", { ...draft, officer: { id: officer, assurance: 2 } });
    for (const officer of ["staff-0001", "STAFF-0001", "staff-0002", "staff-0001"]) {
      await ask(officer);
    }
    const readers = async () =>
      (await actsOf(c)).entries.map(({ act, officer }: Record<string, string>) =>
        [act, officer].join(" "),
      );
    const [one, two] = ["contentRead staff-0001", "contentRead staff-0002"];
    expect(await readers()).toEqual([two, one]);
    exchange.setTime("2026-11-24T09:17:00Z");
    await ask("staff-0001");
    expect(await readers()).toEqual([one, two, one]);
    expect((await actsOf(b, `?ref=${digest}`)).entries).toHaveLength(1);
  });
});
