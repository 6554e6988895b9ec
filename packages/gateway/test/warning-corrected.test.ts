import type { DraftRequest } from "@safepassage/agency";
import type { Json } from "@safepassage/core";
import type { Group } from "@safepassage/schema";
import { expect, it } from "vitest";
import { codesOf } from "./correcting.ts";
import { eventsOf } from "./inside.ts";
import { answerTo, createWarningExchange, NGO, POLICE, warning } from "./warning-world.ts";
import type { TestExchange } from "./world.ts";

const ELSEWHERE = { kind: "point", value: { lat: "41.500", lon: "21.500" } };

it("tells a person of the recipient at once where the place in a warning is corrected", async () => {
  const { exchange, request, digest } = await warned();
  const at = `${gidOf(request, "location")}/location.subjectCurrent`;
  const ref = await correct(exchange, "b", digest, { at, value: ELSEWHERE });
  expect(alarmsOf(exchange.c)).toEqual([{ event: "warningCorrected", ref, peer: NGO }]);
  expect(alarmsOf(exchange.b)).toEqual([]);
  const { json } = await exchange.c.call("GET", "/v1/alarms?event=warningCorrected");
  expect(json.entries).toMatchObject([{ ref, other: NGO }]);
});

it("tells a person of who warned where the answer is corrected: she may not be safe", async () => {
  const { exchange, request, digest } = await warned();
  const answer = await post(exchange, "c", await answerTo(exchange, digest, request));
  expect(await eventsOf(exchange.b.store, "warningCorrected")).toEqual([]);
  const at = `${gidOf(request, "danger")}/danger.actionTaken`;
  const ref = await correct(exchange, "c", answer, { at, value: "notFound" });
  const told = { event: "warningCorrected", ref, peer: POLICE, code: "answer" };
  expect([alarmsOf(exchange.b), alarmsOf(exchange.c)]).toEqual([[told], []]);
});

it("tells a person of who warned where the answer is taken back, also after the hour of the warning has rung", async () => {
  const { exchange, request, digest } = await warned();
  exchange.setTime("2026-11-24T10:30:00Z");
  await exchange.b.gateway.maintain();
  const answer = await post(exchange, "c", await answerTo(exchange, digest, request));
  const { json } = await exchange.c.show(answer);
  const ref = await post(exchange, "c", {
    ...(await answerTo(exchange, digest, request)),
    ...{ messageType: "recall", legalBases: ["LED#7(3)"] },
    body: {
      vI1g0fXcYk6xPq9zT3hJ2w: {
        ...{ kind: "recall", links: [] },
        leaves: [
          { f: "recall.target", v: answer },
          { f: "recall.reason", v: "wrongPerson" },
        ],
      },
    },
    private: {
      "private.inReplyTo": json.message.clear["env.messageId"],
      "private.exchangeId": json.message.private["private.exchangeId"],
    },
  } as DraftRequest);
  const told = { event: "warningCorrected", ref, peer: POLICE, code: "taken" };
  expect([alarmsOf(exchange.b), alarmsOf(exchange.c)]).toEqual([[told], []]);
  exchange.setTime("2026-11-24T12:30:00Z");
  await exchange.b.gateway.maintain();
  expect(await eventsOf(exchange.b.store, "warningUnanswered")).toHaveLength(1);
});

async function warned() {
  const exchange = createWarningExchange();
  const request = warning();
  return { exchange, request, digest: await post(exchange, "b", request) };
}

/** Gives another value in a message that this side has sent, as an officer does. Returns the digest of the correction. */
async function correct(
  exchange: TestExchange,
  side: "b" | "c",
  digest: string,
  { at: path, value }: { readonly at: string; readonly value: Json },
): Promise<string> {
  const sent = await exchange[side].call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "rectify", reason: "inaccurate", changes: [{ path, values: [value] }] },
    officer: { id: "staff-0042", assurance: 2 },
  });
  return accepted(exchange, side, sent);
}

async function post(exchange: TestExchange, side: "b" | "c", draft: DraftRequest): Promise<string> {
  return accepted(
    exchange,
    side,
    await exchange[side].call("POST", "/v1/messages", { draft, mode: "asIs" }),
  );
}

async function accepted(
  exchange: TestExchange,
  side: "b" | "c",
  sent: Awaited<ReturnType<TestExchange["b"]["call"]>>,
): Promise<string> {
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
  const { json } = await exchange[side].call("GET", `/v1/messages/${sent.json.digest}`);
  expect(json.verdict).toBe("accept");
  return sent.json.digest;
}

const gidOf = ({ body }: DraftRequest, kind: string): string =>
  Object.entries(body as Record<string, Group>).find(([, group]) => group.kind === kind)?.[0] ?? "";

const alarmsOf = ({ log }: TestExchange["b"]) =>
  log.filter(({ event }) => event === "warningCorrected");
