import { encodeBase64url, encodeUtf8 } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { expect, it } from "vitest";
import { createContext, NGO_B, opened, received } from "../../../test/erasing.ts";
import { inside } from "../../store/contract/inside.ts";
import { workOutIn } from "../../store/facts.ts";
import { carryOut } from "../shared/effect.ts";
import { awaitedErasure, expectedOn } from "./awaited.ts";

it.each([
  ["between two withdrawals", "2026-11-24T10:00:00Z", true],
  ["before both", "2026-11-24T08:00:00Z", true],
  ["after both", "2026-11-24T12:00:00Z", false],
])("a message that was written %s of a consent", async (_, createdAt, isErased) => {
  const context = createContext();
  // In whichever order they arrive.
  await withdraw(context, "first", "2026-11-24T11:00:00Z");
  await withdraw(context, "second", "2026-11-24T09:00:00Z");
  const { effects } = await arrive(context, createdAt);
  expect(effects.some(({ does }) => does === "erase")).toBe(isErased);
});

it("a withdrawal that an earlier version has noted counts beside a later one", async () => {
  const context = createContext();
  await withdraw(context, "first", "2026-11-24T11:00:00Z");
  const [{ ref = "" } = {}] = await inside(context.store).events.after("eraseOnArrival", 0, 1);
  const noted = [...ref.split(" ").slice(0, 2), "first"].join(" ");
  const earlier = createContext();
  await withdraw(earlier, "second", "2026-11-24T09:00:00Z");
  await keep(earlier, "first", "2026-11-24T11:00:00Z");
  const event = { kind: "eraseOnArrival", at: "2026-11-24T11:00:00Z", ref: noted, code: "first" };
  await inside(earlier.store).events.add(event);
  const { effects } = await arrive(earlier, "2026-11-24T10:00:00Z");
  expect(effects.some(({ does }) => does === "erase")).toBe(true);
});

it("what a message makes the store read does not grow with the withdrawals before it", async () => {
  const reads: number[] = [];
  for (const count of [16, 64]) {
    const context = createContext();
    for (let at = 0; at < count; at++) {
      await withdraw(context, `withdrawal ${at}`, "2026-11-24T09:00:00Z");
    }
    const { effects, read } = await arrive(context, "2026-11-24T08:00:00Z");
    expect(effects.some(({ does }) => does === "erase")).toBe(true);
    reads.push(read);
  }
  expect(new Set(reads).size).toBe(1);
});

type Context = ReturnType<typeof createContext>;

/** Takes in a withdrawal of the consent, written at a time. */
async function withdraw(context: Context, digest: string, time: string): Promise<void> {
  await keep(context, digest, time);
  const withdrawal = opened(NGO_B, "consentWithdrawal", [{ f: "consent.ref", v: "ref" }]);
  const { clear, ...rest } = withdrawal.message;
  const message = { ...rest, clear: { ...clear, "env.createdAt": time } };
  await carryOut(context, async () => ({
    effects: expectedOn({ ...withdrawal, message, digest }, time),
    value: undefined,
  }));
}

function keep(context: Context, digest: string, time: string): Promise<void> {
  const claims = JSON.stringify({ iat: Date.parse(time) / 1000 });
  const jwt = ["e30", encodeBase64url(encodeUtf8(claims)), ""].join(".");
  const names = { id: digest, digest, sealedDigest: digest, jwt };
  return inside(context.store).inbox.add({ ...received(), ...names });
}

/** What follows where a message arrives that rests on the consent, and how many rows are asked for. */
async function arrive(context: Context, createdAt: string) {
  const late = opened(NGO_B, "referral", []);
  const message = {
    clear: { ...late.message.clear, "env.createdAt": createdAt, "env.legalBasis": [] },
    private: { ...late.message.private, "private.consentRefs": ["ref"] },
    body: {},
  } as unknown as OpenedMessage["message"];
  const row = { ...received(), content: { ...received().content, message } };
  const asked = new Set<string>();
  const effects = await context.store.transaction((tx) =>
    workOutIn(context, tx, (known) => {
      const { inbox, outbox, history, events, recalls, ...others } = known.facts;
      const findByDigest = (digest: string) => {
        asked.add(digest);
        return inbox.findByDigest(digest);
      };
      const counted = { ...inbox, findByDigest };
      const facts = { ...others, outbox, history, events, recalls, inbox: counted };
      return awaitedErasure({ ...known, facts }, { ...late, digest: row.digest, message }, row);
    }),
  );
  return { effects, read: asked.size };
}
