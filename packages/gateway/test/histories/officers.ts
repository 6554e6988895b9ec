import { NEED } from "../correcting.ts";
import { faultyEmergency } from "../emergency.ts";
import { sendAsPartner } from "../hostile-partner.ts";
import { inside } from "../inside.ts";
import { type LocalAnswer, requestS011 } from "../world.ts";
import {
  DAY,
  ENTITY,
  instant,
  type Life,
  noteAsked,
  other,
  type Sent,
  type Side,
  sideOf,
} from "./life.ts";
import type { Act } from "./lives.ts";

/** What officers of either agency do. Each picks a message by `a`, and a way by `b`. */
export const OFFICERS = {
  refer: (life, a) => submit(life, sideOf(a)),
  /** Another message of an exchange, on the same consent, which the person has given again if it was withdrawn. */
  another: (life, a) =>
    about(life, a, ({ side, exchangeId, consentRef, givenAt }) =>
      submit(
        life,
        side,
        { private: { "private.exchangeId": exchangeId } },
        { ref: consentRef, givenAt },
      ),
    ),
  answer: (life, a) =>
    about(life, a, ({ side, exchangeId, id }) =>
      submit(life, other(side), {
        private: { "private.exchangeId": exchangeId, "private.inReplyTo": id },
      }),
    ),
  rectify: (life, a, b) =>
    correct(life, a, {
      ...{ action: b % 3 === 0 ? "complete" : "rectify", reason: "inaccurate" },
      changes: [{ path: PATH, values: [SERVICES[b % SERVICES.length]] }],
    }),
  restrict: (life, a) =>
    correct(life, a, { action: "restrict", reason: "inaccurate", changes: [{ path: PATH }] }),
  erase: (life, a, b) =>
    correct(life, a, {
      ...{ action: "erase", changes: [{ path: PATH }] },
      reason: ["inaccurate", "unlawful", "consentWithdrawn"][b % 3],
    }),
  withdraw: (life, a, b) =>
    about(life, a, async ({ side, digest, consentRef, givenAt }) => {
      const everywhere = b % 3 === 0 && givenAt !== undefined;
      const answer = await life.exchange[side].call("POST", "/v1/withdrawals", {
        ...{ consentRef, officer: OFFICER },
        ...(b % 2 === 0 && { digest }),
        ...(everywhere && { everywhere }),
      });
      const { outbox } = inside(life.exchange[side].store);
      for (const one of answer.status === 201 ? life.sent : []) {
        const isOnIt = everywhere ? one.givenAt === givenAt : one.consentRef === consentRef;
        // A message that a restore has lost is not known any more: a person tells its recipient.
        const isKnown = one.side === side && (await outbox.findByDigest(one.digest)) !== undefined;
        if (!isOnIt || !isKnown) continue;
        one.withdrawnAt ??= instant(life.now);
        noteAsked(life, one, answer);
      }
      return answer;
    }),
  recall: (life, a, b) =>
    about(life, a, async (sent) => {
      const answer = await recall(life, sent, b);
      if (answer.status === 201) {
        sent.recalledAt = instant(life.now);
        noteAsked(life, sent, answer);
      }
      return answer;
    }),
  review: (life, a, b) =>
    about(life, a, ({ digest }) => {
      const until = instant(life.now + DAY * (b + 10)).slice(0, 10);
      return life.exchange[sideOf(b)].call("POST", `/v1/messages/${digest}/review`, {
        officer: OFFICER,
        ...(b % 4 < 2
          ? { outcome: "keep", ...(b % 3 > 0 && { until, ground: "evidence" }) }
          : { outcome: "erase" }),
      });
    }),
  resend: (life, a) =>
    about(life, a, ({ side, digest }) =>
      life.exchange[side].call("POST", `/v1/messages/${digest}/resend`, {}),
    ),
  /** A partner sends something faulty, which waits in quarantine. It is written at the time at which a life begins. */
  async faulty(life) {
    if (life.story.length < 3) await sendAsPartner(life.exchange, faultyEmergency);
    return undefined;
  },
} as const satisfies Record<string, Act>;

/** Does something to one of the messages that were sent; nothing before the first. */
async function about(
  { sent }: Life,
  which: number,
  act: (one: Sent) => Promise<LocalAnswer>,
): Promise<LocalAnswer | undefined> {
  const one = sent[which % Math.max(sent.length, 1)];
  return one === undefined ? undefined : act(one);
}

/** The consent that a message rests on. */
interface Consented {
  readonly ref: string;
  readonly givenAt: string | undefined;
}

async function submit(
  life: Life,
  side: Side,
  more: object = {},
  // Everybody who consents within an hour does it at once.
  { ref, givenAt = `${instant(life.now).slice(0, 13)}:00:00Z` }: Partial<Consented> = {},
): Promise<LocalAnswer> {
  const recipient = ENTITY[other(side)];
  const { consents = [], ...request } = requestS011();
  const draft = {
    ...{ ...request, recipient, ...more },
    consents: consents.map(({ record, ...consent }) => ({
      ...consent,
      ...(ref !== undefined && { ref }),
      record: { ...record, recipients: [recipient], givenAt, validFrom: givenAt },
    })),
  };
  const { call, store } = life.exchange[side];
  const answer = await call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (answer.status !== 201) return answer;
  const { id, digest } = answer.json;
  const { exchangeId = "", message } = (await inside(store).outbox.find(id))?.content ?? {};
  const [consentRef = ""] = message?.private["private.consentRefs"] ?? [];
  life.sent.push({ side, id, digest, consentRef, exchangeId, givenAt });
  return answer;
}

const correct = (life: Life, which: number, body: object): Promise<LocalAnswer | undefined> =>
  about(life, which, ({ side, digest }) =>
    life.exchange[side].call("POST", `/v1/messages/${digest}/corrections`, {
      ...body,
      officer: OFFICER,
    }),
  );

function recall(life: Life, { side, id, digest, exchangeId }: Sent, b: number) {
  const leaves = [
    { f: "recall.target", v: digest },
    { f: "recall.reason", v: ["wrongRecipient", "wrongPerson", "consentWithdrawn"][b % 3] },
  ];
  const draft = {
    ...{ ...requestS011(), recipient: ENTITY[other(side)], messageType: "recall" },
    ...{ legalBases: ["GDPR#17"], consents: [] },
    body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
    private: { "private.inReplyTo": id, "private.exchangeId": exchangeId },
  };
  return life.exchange[side].call("POST", "/v1/messages", { draft, mode: "asIs" });
}

export const OFFICER = { id: "staff-0042", assurance: 2 };
const PATH = `${NEED}/need.services`;
const SERVICES = ["legalAdvice", "education", "counselling"] as const;
