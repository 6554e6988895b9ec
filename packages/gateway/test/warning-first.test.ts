import type { DraftRequest } from "@safepassage/agency";
import type { Json } from "@safepassage/core";
import type { Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { codesOf } from "./correcting.ts";
import { answerTo, createWarningExchange, warning } from "./warning-world.ts";
import type { TestExchange } from "./world.ts";

const ASKED = { secondOfficer: ["IMMEDIATE_DANGER" as const] };
const SECOND = { id: "staff-0007", assurance: 2 };

describe("where a second officer is agreed on for warnings", () => {
  it("a correction of a warning goes first, and is reviewed after", async () => {
    const { exchange, correction } = await corrected();
    expect((await exchange.c.show(correction)).json.state).toBe("accepted");
    const { json } = await exchange.b.show(correction);
    expect(json.secondReview).toEqual({ by: "2026-11-25T09:02:00Z" });
    expect(await overdue(exchange, "b")).toHaveLength(2);
  });

  it("an answer to a warning goes first, and is reviewed after", async () => {
    const { exchange, request, digest } = await warned();
    const answer = await post(exchange, "c", await answerTo(exchange, digest, request));
    expect((await exchange.b.show(answer)).json.state).toBe("accepted");
    expect(await overdue(exchange, "c")).toEqual([answer]);
  });

  it("whoever wrote or sent it does not review it; a review by another ends the wait", async () => {
    const { exchange, digest, correction } = await corrected();
    const review = async (ref: string, officer: object) => {
      const body = { outcome: "confirmed", officer };
      return (await exchange.b.call("POST", `/v1/messages/${ref}/warning-review`, body)).json;
    };
    const own = await review(correction, { id: "staff-0042", assurance: 3 });
    expect(own.code).toBe("GATEWAY_REVIEW_NOT_INDEPENDENT");
    for (const ref of [digest, correction]) await review(ref, SECOND);
    const { json } = await exchange.b.show(correction);
    expect(json.secondReview).toEqual({
      ...{ by: "2026-11-25T09:02:00Z", outcome: "confirmed", at: "2026-11-24T09:02:00Z" },
    });
    expect(await overdue(exchange, "b")).toEqual([]);
  });
});

describe("where no second officer is agreed on", () => {
  it("a warning is reviewed, and neither what corrects nor what answers it", async () => {
    const { exchange, request, digest, correction } = await corrected({});
    const answer = await post(exchange, "c", await answerTo(exchange, digest, request));
    expect((await exchange.b.show(digest)).json.secondReview).toBeDefined();
    expect((await exchange.b.show(correction)).json.secondReview).toBeUndefined();
    expect(await overdue(exchange, "b")).toEqual([digest]);
    expect(await overdue(exchange, "c")).toEqual([]);
    const path = `/v1/messages/${answer}/warning-review`;
    const body = { outcome: "confirmed", officer: SECOND };
    const { json } = await exchange.c.call("POST", path, body);
    expect(json.code).toBe("GATEWAY_MESSAGE_UNKNOWN");
  });
});

async function warned(terms: object = ASKED) {
  const exchange = createWarningExchange({}, {}, terms);
  const request = warning();
  return { exchange, request, digest: await post(exchange, "b", request) };
}

/** A warning, and where she is now: she was moved. */
async function corrected(terms: object = ASKED) {
  const { exchange, request, digest } = await warned(terms);
  const body = request.body as Record<string, Group>;
  const [gid] = Object.entries(body).find(([, { kind }]) => kind === "location") ?? [];
  const value: Json = { kind: "point", value: { lat: "41.500", lon: "21.500" } };
  const sent = await exchange.b.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "rectify", reason: "inaccurate" },
    changes: [{ path: `${gid}/location.subjectCurrent`, values: [value] }],
    officer: { id: "staff-0042", assurance: 2 },
  });
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
  return { exchange, request, digest, correction: sent.json.digest as string };
}

async function post(exchange: TestExchange, side: "b" | "c", draft: DraftRequest): Promise<string> {
  const sent = await exchange[side].call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
  return sent.json.digest;
}

/** What nobody has reviewed a day later. */
async function overdue(exchange: TestExchange, side: "b" | "c"): Promise<readonly string[]> {
  exchange.setTime("2026-11-25T09:02:01Z");
  await exchange[side].gateway.maintain();
  const { json } = await exchange[side].call("GET", "/v1/alarms?event=reviewOverdue");
  return json.entries.map(({ ref }: { ref: string }) => ref);
}
