import type { DraftRequest } from "@safepassage/agency";
import { expect } from "vitest";
import { inside } from "../inside.ts";
import { answerTo, createWarningExchange, POLICE, warning } from "../warning-world.ts";
import { messageOf } from "../withdrawing.ts";
import { HOUR, type Life, openLife, pass, SIDES, type Side, workOn } from "./life.ts";
import type { Act } from "./lives.ts";
import { OFFICER } from "./officers.ts";

/** An NGO, which warns, and the police, who answer. */
export const openWarned = (): Life =>
  openLife((monotonic) => createWarningExchange({ monotonic }, { monotonic }));

/** What their officers do. Each picks a warning or an answer by `a`. */
export const WARNED = {
  warn: (life) => submit(life, "b", WARNING),
  async answer(life, a) {
    const { exchange, sent } = life;
    const { digest } = pick(sent, "b", a) ?? {};
    if (digest === undefined || (await exchange.c.show(digest)).json.message === undefined) {
      return undefined;
    }
    return submit(life, "c", await answerTo(exchange, digest, WARNING));
  },
  async takeBack({ exchange: { c }, sent }, a, b) {
    const answer = pick(sent, "c", a);
    const row = answer && (await inside(c.store).outbox.find(answer.id));
    if (row?.content === undefined) return undefined;
    const { body } = messageOf(row);
    const [gid] = Object.entries(body).find(([, { kind }]) => kind === "danger") ?? [];
    return c.call("POST", `/v1/messages/${row.digest}/corrections`, {
      ...{ action: "erase", reason: REASONS[b % REASONS.length], officer: OFFICER },
      changes: [{ path: `${gid}/danger.actionTaken` }],
    });
  },
  async recall(life, a, b) {
    const warned = pick(life.sent, "b", a);
    if (warned === undefined || b % 3 > 0) return undefined;
    const { id, digest, exchangeId } = warned;
    const leaves = [
      { f: "recall.target", v: digest },
      { f: "recall.reason", v: "wrongPerson" },
    ];
    const draft = {
      ...{ recipient: POLICE, purpose: "IMMEDIATE_DANGER", messageType: "recall" },
      ...{ legalBases: ["GDPR#17"], agreement: "AGR-DANGER", sources: [], officer: OFFICER },
      body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
      private: { "private.inReplyTo": id, "private.exchangeId": exchangeId },
    };
    return life.exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  },
} as const satisfies Record<string, Act>;

/** Lets eight hours pass, and compares the clocks of both. */
export async function checkClocks(life: Life): Promise<void> {
  const { exchange, network, sent } = life;
  await network.mend();
  for (let half = 0; half < 16; half += 1) {
    await workOn(life);
    pass(life, HOUR / 2);
  }
  await workOn(life);
  for (const { side, digest } of sent.filter((one) => one.side === "b")) {
    const shown = await Promise.all(
      SIDES.map(async (one) => (await exchange[one].show(digest)).json),
    );
    const isGone = shown.some(({ erasedAt, erasureRequested }) => erasedAt || erasureRequested);
    const [ours, theirs] = shown.map(({ answerClock }) => timesOf(answerClock));
    if (!isGone) expect(ours, `${side} ${digest}`).toEqual(theirs);
  }
}

/** The times of a clock, without what runs. */
const timesOf = (clock?: { state: string; by: string; answeredAt?: string }) =>
  clock && { state: clock.state, by: clock.by, answeredAt: clock.answeredAt };

async function submit({ exchange, sent }: Life, side: Side, draft: DraftRequest) {
  const { call, store } = exchange[side];
  const answer = await call("POST", "/v1/messages", { draft, mode: "asIs" });
  const { id, digest } = answer.json;
  const { exchangeId = "" } = (await inside(store).outbox.find(id))?.content ?? {};
  if (answer.status === 201) sent.push({ side, id, digest, consentRef: "", exchangeId });
  return answer;
}

function pick(sent: Life["sent"], side: Side, which: number) {
  const own = sent.filter((one) => one.side === side);
  return own[which % Math.max(own.length, 1)];
}

const WARNING = warning();
const REASONS = ["inaccurate", "unlawful", "consentWithdrawn"] as const;
