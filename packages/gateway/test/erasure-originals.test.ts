import { randomId } from "@safepassage/message";
import type { Body, DecodedMessage, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { correct, valueFor } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { fillInbox } from "./filling.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };

describe("a recipient that has its own message erased", () => {
  it("does not reach the message that it answered with the same group ids", async () => {
    const exchange = createExchange();
    const first = await send(exchange, "b");
    const reply = await send(exchange, "c", { shares: first, inReplyTo: first.id });
    await withdraw(exchange, "c", reply);
    expect(await holds(exchange, "b", first)).toBe(true);
    expect(await holds(exchange, "b", reply)).toBe(false);
    expect(await copiesShown(exchange, "b", reply)).toEqual({ erased: [], kept: [] });
  });

  it("does not reach what it answers with no message, and what it names as its consent", async () => {
    for (const isNamed of [false, true]) {
      const exchange = createExchange();
      const first = await send(exchange, "b");
      const [consent = ""] = (await messageAt(exchange, "b", first)).private["private.consentRefs"];
      const more = { shares: first, ...(isNamed && { consent, ownBody: true }) };
      const hostile = await send(exchange, "c", more);
      await withdraw(exchange, "c", hostile);
      expect(await holds(exchange, "b", first)).toBe(true);
      expect(await holds(exchange, "b", hostile)).toBe(false);
    }
  });

  it("does not reach an answer to it that tells more of what was told to it before", async () => {
    const exchange = createExchange();
    const first = await send(exchange, "b");
    const reply = await send(exchange, "c", { shares: first, inReplyTo: first.id });
    const more = await send(exchange, "b", { shares: first, inReplyTo: reply.id });
    await withdraw(exchange, "c", reply);
    expect(await allHeld(exchange, "b", [first, more])).toEqual([true, true]);
    expect(await copiesShown(exchange, "b", reply)).toEqual({ erased: [], kept: [more.digest] });
  });

  it("does not reach a message without an answer mark that came later: a person decides", async () => {
    const exchange = createExchange();
    const theirs = await send(exchange, "c");
    exchange.setTime("2026-11-24T09:05:00Z");
    const own = await send(exchange, "b", { shares: theirs });
    await withdraw(exchange, "c", theirs);
    expect(await holds(exchange, "b", own)).toBe(true);
    expect(await holds(exchange, "c", own)).toBe(true);
    expect(await copiesShown(exchange, "b", theirs)).toEqual({ erased: [], kept: [own.digest] });
  });

  it("does not reach what draws on it in another exchange: a person decides", async () => {
    const exchange = createExchange();
    const theirs = await send(exchange, "c");
    const passedOn = await send(exchange, "b", { sources: [theirs.digest] });
    const own = await send(exchange, "b", { sources: [] });
    await withdraw(exchange, "c", theirs);
    expect(await allHeld(exchange, "b", [passedOn, own])).toEqual([true, true]);
    expect(await copiesShown(exchange, "b", theirs)).toEqual({
      erased: [],
      kept: [passedOn.digest],
    });
    // Its sender learns nothing of it.
    expect(await copiesShown(exchange, "c", theirs)).toEqual({ erased: [], kept: [] });
  });

  it("reaches answers to its answers, and those alone", async () => {
    const exchange = createExchange();
    const theirs = await send(exchange, "c");
    const answer = await send(exchange, "b", { shares: theirs, inReplyTo: theirs.id });
    const again = await send(exchange, "c", { shares: theirs, inReplyTo: answer.id });
    const last = await send(exchange, "b", { shares: theirs, inReplyTo: again.id });
    const apart = await send(exchange, "b");
    await withdraw(exchange, "c", theirs);
    expect(await allHeld(exchange, "b", [answer, last, apart])).toEqual([false, false, true]);
  });
});

describe("a sender that has its own message erased", () => {
  it("keeps and leaves what the other party had written before under the same group ids", async () => {
    const exchange = createExchange();
    const theirs = await send(exchange, "c");
    const answer = await send(exchange, "b", { shares: theirs, inReplyTo: theirs.id });
    await withdraw(exchange, "b", answer);
    for (const side of ["b", "c"] as const) expect(await holds(exchange, side, theirs)).toBe(true);
    for (const side of ["b", "c"] as const) expect(await holds(exchange, side, answer)).toBe(false);
  });
});

describe("an answer to a message that is erased", () => {
  it.each<[string, (body: Body) => Body]>([
    ["a group of its author's own", withOwnNeed],
    ["another value under a group id that it was told", withService("legalAdvice")],
    ["one value more", withService("counselling", "legalAdvice")],
    ["its author's own judgement of what it was told", asVerified],
  ])("is kept on both sides where it has %s: a person decides", async (_, change) => {
    const exchange = createExchange();
    const first = await send(exchange, "b");
    const answer = await send(exchange, "c", { shares: first, inReplyTo: first.id, change });
    await withdraw(exchange, "b", first);
    for (const side of ["b", "c"] as const) {
      expect([await holds(exchange, side, first), await holds(exchange, side, answer)]).toEqual([
        false,
        true,
      ]);
      expect(await copiesShown(exchange, side, first)).toEqual({
        erased: [],
        kept: [answer.digest],
      });
    }
  });

  it("is one of many that are kept: as many are listed as a person may look at", async () => {
    const exchange = createExchange();
    const { store } = exchange.b;
    const first = await send(exchange, "b");
    const told = { shares: first, inReplyTo: first.id, change: withOwnNeed };
    const answer = await send(exchange, "c", told);
    await fillInbox(store, await inside(store).inbox.findByDigest(answer.digest), 300, NGO_B);
    await withdraw(exchange, "b", first);
    const { erased, kept, more } = await copiesShown(exchange, "b", first);
    expect([erased, kept.length, more]).toEqual([[], 256, true]);
    expect(await eventsOf(store, "copyKept")).toHaveLength(256);
  });

  it("goes with it where it rests on its consent, whatever it tells", async () => {
    const exchange = createExchange();
    const first = await send(exchange, "b");
    const consent = (await messageAt(exchange, "b", first)).private["private.consentRefs"][0] ?? "";
    const told = { shares: first, inReplyTo: first.id, consent, change: withOwnNeed };
    const answer = await send(exchange, "c", told);
    await withdraw(exchange, "b", first);
    for (const side of ["b", "c"] as const) expect(await holds(exchange, side, answer)).toBe(false);
  });

  it("goes with it where it tells what corrections have brought, the last and those before", async () => {
    const exchange = createExchange();
    const first = await send(exchange, "b");
    const [gid = ""] = Object.keys(needOf((await messageAt(exchange, "b", first)).body));
    const answers: Sent[] = [];
    for (const value of ["legalAdvice", "interpretation"]) {
      await correct(exchange, first, valueFor(first, `${gid}/need.services`, [value]));
      const change = withService(value);
      answers.push(await send(exchange, "c", { shares: first, inReplyTo: first.id, change }));
    }
    await withdraw(exchange, "b", first);
    for (const answer of answers) expect(await holds(exchange, "c", answer)).toBe(false);
  });
});

interface Sent {
  readonly id: string;
  readonly digest: string;
  /** Whose message it is. */
  readonly by: Side;
}

type Side = "b" | "c";

interface SendOptions {
  /** A message whose exchange and group ids it has. */
  readonly shares?: Sent;
  readonly inReplyTo?: string;
  readonly consent?: string;
  /** Whether its groups are its own, so that it shares the exchange alone. */
  readonly ownBody?: boolean;
  /** What it tells otherwise. */
  readonly change?: (body: Body) => Body;
  /** Digests of the messages that it draws on. */
  readonly sources?: readonly string[];
}

/** Sends a referral on consent alone, with group ids of its own where it shares none. */
async function send(
  exchange: TestExchange,
  by: Side,
  {
    shares,
    inReplyTo,
    consent,
    ownBody = false,
    sources,
    change = (same) => same,
  }: SendOptions = {},
): Promise<Sent> {
  const earlier = shares && (await messageAt(exchange, shares.by, shares));
  const request = requestS011();
  const body = change((earlier && !ownBody ? earlier : withFreshIds(request)).body as Body);
  const [subject] = Object.entries(body).find(([, { kind }]) => kind === "subject") ?? [];
  const recipient = by === "b" ? NGO_C : NGO_B;
  const { status, json } = await exchange[by].call("POST", "/v1/messages", {
    mode: "asIs",
    draft: {
      ...request,
      recipient,
      body,
      private: {
        ...(earlier && { "private.exchangeId": earlier.private["private.exchangeId"] }),
        ...(inReplyTo === undefined ? {} : { "private.inReplyTo": inReplyTo }),
      },
      consents: [consentTo(recipient, subject ?? "", consent)],
      ...(sources && { sources }),
    },
  });
  expect([status, json.findings]).toEqual([201, []]);
  await exchange.settle();
  expect(await holds(exchange, by === "b" ? "c" : "b", { ...json, by })).toBe(true);
  return { ...json, by };
}

const needOf = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([, { kind }]) => kind === "need"));

/** With a need that the author has found itself. */
function withOwnNeed(body: Body): Body {
  const [need] = Object.values(needOf(body));
  if (need === undefined) throw new TypeError("nothing is needed");
  return { ...body, [randomId()]: { ...need, leaves: [{ f: "need.services", v: "legalAdvice" }] } };
}

/** With these services instead of those in the original. */
const withService =
  (...services: readonly string[]) =>
  (body: Body): Body => {
    const changed = Object.entries(needOf(body)).map(([gid, need]): [string, Group] => {
      const others = need.leaves.filter(({ f }) => f !== "need.services");
      const leaves = services.map((v) => ({ f: "need.services", v }));
      return [gid, { ...need, leaves: [...leaves, ...others] }];
    });
    return { ...body, ...Object.fromEntries(changed) };
  };

function asVerified(body: Body): Body {
  const changed = Object.entries(needOf(body)).map(([gid, { meta, ...need }]): [string, Group] => [
    gid,
    { ...need, ...(meta && { meta: { ...meta, verified: "verified" } }) },
  ]);
  return { ...body, ...Object.fromEntries(changed) };
}

function withFreshIds<T extends { body: object }>(request: T): T {
  const ids = Object.keys(request.body);
  return JSON.parse(
    ids.reduce((text, id) => text.replaceAll(id, randomId()), JSON.stringify(request)),
  ) as T;
}

/** The author of a message has it erased at its recipient, as far as its gateway goes. */
async function withdraw(exchange: TestExchange, by: Side, sent: Sent): Promise<void> {
  const [consentRef] = (await messageAt(exchange, by, sent)).private["private.consentRefs"];
  const { status } = await exchange[by].call("POST", "/v1/withdrawals", {
    digest: sent.digest,
    consentRef,
    officer: OFFICER,
  });
  expect(status).toBe(201);
  await exchange.settle();
}

async function rowAt(exchange: TestExchange, side: Side, { digest, by }: Sent) {
  const { store } = exchange[side];
  return side === by
    ? await inside(store).outbox.findByDigest(digest)
    : await inside(store).inbox.findByDigest(digest);
}

const holds = async (exchange: TestExchange, side: Side, sent: Sent): Promise<boolean> =>
  (await rowAt(exchange, side, sent))?.content !== undefined;

const allHeld = (exchange: TestExchange, side: Side, all: readonly Sent[]): Promise<boolean[]> =>
  Promise.all(all.map((sent) => holds(exchange, side, sent)));

async function messageAt(exchange: TestExchange, side: Side, sent: Sent): Promise<DecodedMessage> {
  const message = (await rowAt(exchange, side, sent))?.content?.message;
  if (message === undefined) throw new TypeError("the message is not held");
  return message;
}

async function copiesShown(exchange: TestExchange, side: Side, { digest }: Sent) {
  return (await exchange[side].show(digest)).json.copies;
}

/** Her consent as the sender keeps it, for one recipient and under the reference asked for. */
function consentTo(recipient: string, subject: string, ref: string | undefined) {
  const [given] = requestS011().consents ?? [];
  if (given === undefined) throw new TypeError("S01.1 has no consent");
  const record = { ...given.record, recipients: [recipient] };
  return { ...given, subject, record, ...(ref !== undefined && { ref }) };
}
