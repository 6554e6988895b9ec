import { randomId } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { PERSON, refer } from "../correcting.ts";
import { inside } from "../inside.ts";
import { queueAnother } from "../withdrawing.ts";
import { createExchange, requestS011, type TestExchange } from "../world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };

describe("a withdrawal", () => {
  it("needs the message alone where it rests on one consent", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const { status } = await withdraw(exchange, { digest });
    expect(status).toBe(201);
    await exchange.settle();
    expect(await isHeld(exchange, digest)).toBe(false);
  });

  it("needs the consent alone, and takes every message that was sent on it", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    const drafts = [1, 2].map(() => ({
      ...withPseudonym(randomId()),
      consents: requestS011().consents?.map((consent) => ({ ...consent, ref })),
    }));
    const sent: { digest: string; consents: string[] }[] = [];
    for (const draft of drafts) {
      sent.push((await b.call("POST", "/v1/messages", { draft, mode: "asIs" })).json);
    }
    expect(sent.map(({ consents }) => consents)).toEqual([[ref], [ref]]);
    const other = await refer(exchange);
    await exchange.settle();
    const { status, json } = await withdraw(exchange, { consentRef: ref });
    // Two exchanges, so two corrections.
    expect([status, json.further?.length]).toEqual([201, 1]);
    await exchange.settle();
    const held = await Promise.all([...sent, other].map(({ digest }) => isHeld(exchange, digest)));
    expect(held).toEqual([false, false, true]);
  });

  it("takes what was queued since, of the same exchange", async () => {
    const exchange = createExchange();
    const first = await refer(exchange);
    const second = await queueAnother(exchange, first);
    await exchange.settle();
    await withdraw(exchange, { digest: first.digest });
    await exchange.settle();
    expect(await isHeld(exchange, second.digest)).toBe(false);
  });

  it("is refused where nothing is named, or nothing rests on it", async () => {
    const exchange = createExchange();
    const nothing = await withdraw(exchange, {});
    expect([nothing.status, nothing.json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
    const unknown = await withdraw(exchange, { consentRef: "HN-LG3fF5cxcTcDCGUe85g" });
    expect(unknown.json.code).toBe("GATEWAY_WITHDRAWAL_IMPOSSIBLE");
  });
});

/** S01.1 about a person who goes by another pseudonym. */
function withPseudonym(pseudonym: string) {
  const request = requestS011();
  const body = structuredClone(request.body) as Record<
    string,
    { leaves: { f: string; v: unknown }[] }
  >;
  for (const leaf of body[PERSON]?.leaves ?? []) {
    if (leaf.f === "subject.pseudonym") leaf.v = pseudonym;
  }
  return { ...request, body };
}

const withdraw = ({ b }: TestExchange, named: object) =>
  b.call("POST", "/v1/withdrawals", { ...named, officer: OFFICER });

const isHeld = async ({ c }: TestExchange, digest: string) =>
  (await inside(c.store).inbox.findByDigest(digest))?.content !== undefined;
