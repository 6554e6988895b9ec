import { expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { answerTo, createWarningExchange, warning } from "./warning-world.ts";
import { createExchange, requestS011, type TestExchange, TOKENS } from "./world.ts";

const ROLES = ["dutyOfficer", "protectionOfficer"] as const;

it("a good warning is read by the two roles that its faulty one is read by", async () => {
  const exchange = createWarningExchange();
  const digest = await post(exchange, "b", warning());
  const { json } = await exchange.c.call("GET", `/v1/messages/${digest}`);
  expect([json.state, json.danger]).toEqual(["accepted", true]);
  for (const role of ROLES) {
    const read = await readAs(exchange.c, role, digest);
    expect([role, read.status]).toEqual([role, 200]);
    expect(JSON.stringify(read.json.message.body)).toContain("location.subjectCurrent");
  }
  const { events } = (await exchange.c.call("GET", `/v1/messages/${digest}/custody`)).json;
  expect(events).toEqual(
    expect.arrayContaining([expect.objectContaining({ event: "contentRead", role: ROLES[0] })]),
  );
});

it("so is the answer to a warning, by who warned", async () => {
  const exchange = createWarningExchange();
  const request = warning();
  const digest = await post(exchange, "b", request);
  const answer = await post(exchange, "c", await answerTo(exchange, digest, request));
  expect((await readAs(exchange.b, "dutyOfficer", answer)).status).toBe(200);
  // What this agency has written itself is for those who work on the case.
  expect((await readAs(exchange.b, "dutyOfficer", digest)).json.code).toBe("API_ROLE_MISSING");
});

it("so is a referral that claims a threat to life, and no other", async () => {
  const exchange = createExchange();
  const { digest } = await refer(exchange);
  const urgency = { level: "emergency", ground: "threatToLife" } as const;
  const urgent = await refer(exchange, {
    ...requestS011(),
    private: { ...requestS011().private, "private.urgency": urgency },
  });
  expect((await readAs(exchange.c, "dutyOfficer", urgent.digest)).status).toBe(200);
  expect((await readAs(exchange.c, "dutyOfficer", digest)).json.code).toBe("API_ROLE_MISSING");
  const { json } = await exchange.c.call("GET", `/v1/messages/${digest}`);
  expect(json.danger).toBeUndefined();
});

async function post(exchange: TestExchange, side: "b" | "c", draft: object): Promise<string> {
  const { status, json } = await exchange[side].call("POST", "/v1/messages", {
    ...{ draft, mode: "asIs" },
  });
  expect(status).toBe(201);
  await exchange.settle();
  return json.digest;
}

const readAs = ({ call }: TestExchange["b"], role: (typeof ROLES)[number], digest: string) =>
  call("GET", `/v1/messages/${digest}/content`, undefined, {
    authorization: `Bearer ${TOKENS.quarantine[role]}`,
    "safepassage-reason": "CASE_WORK",
  });
