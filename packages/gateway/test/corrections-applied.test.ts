import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Body } from "@safepassage/schema";
import { afterAll, describe, expect, it } from "vitest";
import {
  codesOf,
  correct,
  correctionOf,
  PERSON,
  refer,
  SERVICES,
  valueFor,
  valuesIn,
} from "./correcting.ts";
import { inside } from "./inside.ts";
import { refuseAll, withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, requestS011 } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-corrections-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("an accepted correction", () => {
  it("is applied: both sides read the message as it stands, and what it was", async () => {
    const exchange = createExchange();
    const { b, c, setTime } = exchange;
    const sent = await refer(exchange);
    const first = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    expect([first.status, codesOf(first)]).toEqual([201, []]);
    setTime("2026-11-24T10:00:00Z");
    const more = valueFor(sent, SERVICES, ["education"], "complete");
    const second = await correct(exchange, sent, more);
    expect(codesOf(second)).toEqual([]);
    setTime("2026-11-24T11:00:00Z");
    const third = await correct(exchange, sent, valueFor(sent, `${PERSON}/subject.sex`, ["1"]));

    const theirs = await c.show(sent.digest);
    const ours = await b.show(sent.digest);
    for (const { json } of [theirs, ours]) {
      expect(valuesIn(json.message.body, "need.services")).toEqual(["legalAdvice", "education"]);
      expect(valuesIn(json.message.body, "subject.sex")).toEqual(["1"]);
      expect(json.corrections).toEqual([
        {
          at: "2026-11-24T09:02:00Z",
          by: first.json.digest,
          path: SERVICES,
          action: "rectify",
          before: ["counselling"],
          after: ["legalAdvice"],
        },
        {
          at: "2026-11-24T10:00:00Z",
          by: second.json.digest,
          path: SERVICES,
          action: "complete",
          before: ["legalAdvice"],
          after: ["legalAdvice", "education"],
        },
        {
          at: "2026-11-24T11:00:00Z",
          by: third.json.digest,
          path: `${PERSON}/subject.sex`,
          action: "rectify",
          before: ["2"],
          after: ["1"],
        },
      ]);
    }
  });

  it("leaves both sides with the same values: the next one waits until it is decided", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const sent = await refer(exchange);
    const send = async (value: string) =>
      b.call("POST", "/v1/messages", {
        draft: await correctionOf(b, sent, valueFor(sent, SERVICES, [value])),
        mode: "asIs",
      });
    expect((await send("legalAdvice")).status).toBe(201);
    const early = await send("education");
    expect([early.status, early.json.code]).toEqual([409, "GATEWAY_CORRECTION_UNDECIDED"]);
    await exchange.settle();
    expect((await send("education")).status).toBe(201);
    await exchange.settle();
    const ours = await b.show(sent.digest);
    const theirs = await c.show(sent.digest);
    expect(valuesIn(ours.json.message.body, "need.services")).toEqual(["education"]);
    expect(theirs.json.corrections).toEqual(ours.json.corrections);
  });

  it("waits for one that was posted and has expired, as its recipient may have accepted it", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const sent = await refer(exchange);
    const send = async (body: Body) =>
      b.call("POST", "/v1/messages", { draft: await correctionOf(b, sent, body), mode: "asIs" });
    const first = await send(valueFor(sent, SERVICES, ["legalAdvice"]));
    exchange.intercept((request) =>
      request.url.endsWith("/inbox")
        ? c.gateway.fetch(request).then(() => Promise.reject(new TypeError("lost")))
        : undefined,
    );
    await b.gateway.sender.deliverDue();
    exchange.setTime((await inside(b.store).outbox.find(first.json.id))?.deliverBy ?? "");
    await b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    expect((await inside(b.store).outbox.find(first.json.id))?.state).toBe("expired");
    const next = await send(valueFor(sent, SERVICES, ["education"]));
    expect([next.status, next.json.code]).toEqual([409, "GATEWAY_CORRECTION_UNDECIDED"]);
    // The message can still be erased.
    expect((await send(valueFor(sent, SERVICES, [], "erase"))).status).toBe(201);
  });

  it("does not wait for one that has expired and was never posted, or was refused", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const sent = await refer(exchange);
    const send = async (value: string) =>
      b.call("POST", "/v1/messages", {
        draft: await correctionOf(b, sent, valueFor(sent, SERVICES, [value])),
        mode: "asIs",
      });
    refuseAll(exchange, "PACKAGE_MALFORMED");
    const refused = await send("legalAdvice");
    await b.gateway.sender.deliverDue();
    expect((await inside(b.store).outbox.find(refused.json.id))?.state).toBe("refused");
    const second = await send("education");
    expect(second.status).toBe(201);
    exchange.setTime((await inside(b.store).outbox.find(second.json.id))?.deliverBy ?? "");
    await b.gateway.sender.deliverDue();
    expect((await inside(b.store).outbox.find(second.json.id))?.state).toBe("expired");
    expect((await send("education")).status).toBe(201);
  });

  it("is not applied while nobody has accepted it", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const draft = await correctionOf(exchange.b, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    const { json } = await exchange.b.show(sent.digest);
    expect(valuesIn(json.message.body, "need.services")).toEqual(["counselling"]);
    expect(json.corrections).toEqual([]);
  });

  it("counts in the history of the person, as the corrected message would", async () => {
    const exchange = createExchange();
    const draft = { ...requestS011(), people: { [PERSON]: "case-17" } };
    const sent = await refer(exchange, draft);
    const body = valueFor(sent, `${PERSON}/subject.ledCategory`, ["possibleVictim"]);
    expect(codesOf(await correct(exchange, sent, body))).toEqual([]);
    const [pseudonym] = valuesIn(draft.body as Body, "subject.pseudonym");
    const { history } = inside(exchange.b.store);
    const person = (await history.personBehind(String(pseudonym))) ?? "";
    const said = await history.mentionsOf(person, String(pseudonym), 9, true);
    expect(said.map(({ mention }) => mention.ledCategory)).toEqual(["victim", "possibleVictim"]);
    expect(said.map(({ mention }) => mention.person)).toEqual([person, person]);
  });

  it("goes with its message: nothing of it is left on either side", async () => {
    const paths = { "NGO-B": join(folder, "b.db"), "NGO-C": join(folder, "c.db") };
    const exchange = createExchange({ paths });
    const { b, c, settle } = exchange;
    const sent = await refer(exchange);
    const value = "familyTracing";
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, [value]));
    const before = (await inside(c.store).inbox.find(NGO_B, json.id))?.content?.message;
    expect(JSON.stringify(before)).toContain(value);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await settle();
    expect(await inside(c.store).inbox.find(NGO_B, json.id)).toMatchObject({
      erasedAt: "2026-11-24T09:02:00Z",
    });
    expect((await inside(c.store).inbox.find(NGO_B, json.id))?.content).toBeUndefined();
    expect((await inside(b.store).outbox.find(json.id))?.content).toBeUndefined();
    // Its certificate proves it, as for the message itself.
    expect((await inside(b.store).outbox.find(json.id))?.certificate).toMatch(/^[\w-]{43}$/);
    for (const path of Object.values(paths)) {
      expect(readFileSync(path, "latin1")).not.toContain(value);
    }
    const { json: read } = await c.show(sent.digest);
    expect(read).not.toHaveProperty("message");
    expect(read).not.toHaveProperty("corrections");
  });

  it("goes with its message when that has come to its end", async () => {
    const exchange = createExchange();
    const { b, c, setTime } = exchange;
    const sent = await refer(exchange);
    setTime("2026-11-26T09:00:00Z");
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const eraseBy = (await inside(c.store).inbox.find(NGO_B, sent.id))?.eraseBy ?? "";
    expect(((await inside(c.store).inbox.find(NGO_B, json.id))?.eraseBy ?? "") > eraseBy).toBe(
      true,
    );
    setTime(`${new Date(Date.parse(eraseBy) + 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`);
    for (const side of [b, c]) await side.gateway.maintain();
    expect((await inside(c.store).inbox.find(NGO_B, json.id))?.content).toBeUndefined();
    expect((await inside(b.store).outbox.find(json.id))?.content).toBeUndefined();
  });

  it("is not sent any more once its message is withdrawn", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const draft = await correctionOf(exchange.b, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect((await withdraw(exchange, sent)).status).toBe(201);
    expect((await inside(exchange.b.store).outbox.find(json.id))?.content).toBeUndefined();
    await exchange.settle();
    expect(await inside(exchange.c.store).inbox.find(NGO_B, json.id)).toBeUndefined();
  });
});
