import { createFixedClock, sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt, issueRefusal } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { entityOf } from "./federation.ts";
import { inside } from "./inside.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
import { createExchange, NGO_B, NGO_C, NOW, requestS011, type TestExchange } from "./world.ts";

const UNKNOWN = "GATEWAY_PEER_REASON_UNKNOWN";
const NAME = "ANNA_MUELLER_IS_IN_FLAT4";
const MESSAGE = { draft: requestS011(), mode: "minimise" };
const OF_C = { self: NGO_C, to: NGO_B, clock: createFixedClock(NOW) };

/** Has NGO-B send a message that its recipient refuses for a reason. Returns what NGO-B shows of it. */
async function refused(
  exchange: TestExchange,
  code: string,
  { body = MESSAGE, by = "NGO-C" as "NGO-C" | "Police-C" } = {},
) {
  const { b, federation } = exchange;
  const signer = federation.signers[by];
  exchange.intercept(async (request) => {
    if (request.method !== "POST") return undefined;
    const refusal = { sealed: sha256Base64url(await request.text()), code };
    const receipt = issueRefusal(refusal, { ...OF_C, self: entityOf(by), signer });
    return Response.json({ receipt }, { status: 422 });
  });
  const { json } = await b.call("POST", "/v1/messages", body);
  await b.gateway.sender.deliverDue();
  return (await b.call("GET", `/v1/messages/${json.digest}`)).json;
}

/** What a token says, without a look at its signature. */
const saidBy = (jwt = ""): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());

describe("a reason of the recipient that this version does not know", () => {
  it.each([NAME, "A_B", "MESSAGE_OF_A_LATER_VERSION"])(
    "(%s) is neither shown nor logged; the refusal is kept as it was signed, and is final",
    async (code) => {
      const exchange = createExchange();
      const shown = await refused(exchange, code);
      expect([shown.state, shown.lastError]).toEqual(["refused", UNKNOWN]);
      expect(shown.receipts).toMatchObject([{ claims: { kind: "refused", code: UNKNOWN } }]);
      const { json } = await exchange.b.call("GET", `/v1/messages/${shown.digest}/evidence`);
      expect(saidBy(json.receipts[0])["code"]).toBe(code);
      const list = await exchange.b.call("GET", "/v1/outbox");
      expect(list.json.entries).toMatchObject([{ lastError: UNKNOWN }]);
      const logged = exchange.b.log.filter(({ event }) => event === "refused");
      expect(logged).toMatchObject([{ code: UNKNOWN, own: true }]);
      expect(JSON.stringify([exchange.b.log, list.json])).not.toContain(code);
    },
  );

  it("is not in the alarm of a warning that is lost", async () => {
    const exchange = createWarningExchange();
    const body = { draft: warning(), mode: "asIs" };
    await refused(exchange, NAME, { body, by: "Police-C" });
    const alarms = exchange.b.log.filter(({ event }) => event === "emergencyUndelivered");
    expect(alarms).toMatchObject([{ code: UNKNOWN }]);
    expect(JSON.stringify(exchange.b.log)).not.toContain(NAME);
  });

  it("is not shown of a finding either", async () => {
    const exchange = createExchange();
    const { b, federation } = exchange;
    const { json } = await b.call("POST", "/v1/messages", MESSAGE);
    const codes = [`R01_${NAME}`, "R78_ASSURANCE_TOO_LOW"];
    exchange.intercept(async (request) => {
      const row = await inside(b.store).outbox.find(json.id);
      if (request.method !== "POST" || row === undefined) return undefined;
      const findings = codes.map((code) => ({
        ...({ rule: code.slice(0, 3), severity: "warn", kind: "message" } as const),
        code,
      }));
      const decision = { verdict: "acceptWithWarnings", tier: "context", findings } as const;
      const options = { ...OF_C, signer: federation.signers["NGO-C"] };
      const receipts = [
        issueDeliveredReceipt(row, options),
        issueDecidedReceipt(row, { ...decision, decidedBy: "rules" }, options),
      ];
      return Response.json({ receipts });
    });
    await b.gateway.sender.deliverDue();
    const shown = (await b.call("GET", `/v1/messages/${json.digest}`)).json;
    const [, { claims, jwt }] = shown.receipts;
    const codesOf = (findings: unknown) =>
      (findings as readonly { readonly code: string }[]).map(({ code }) => code);
    expect(codesOf(claims.findings)).toEqual([UNKNOWN, "R78_ASSURANCE_TOO_LOW"]);
    expect(codesOf(saidBy(jwt)["findings"])).toEqual(codes);
  });
});

it.each([
  ["MESSAGE_CLAIM_WRONG", "refused", "MESSAGE_CLAIM_WRONG"],
  ["GATEWAY_QUARANTINE_FULL", "sending", "GATEWAY_QUARANTINE_FULL"],
  ["PACKAGE_KEY_UNKNOWN", "queued", "PACKAGE_KEY_UNKNOWN"],
  ["MESSAGE_PROFILE_UNSUPPORTED", "sending", "GATEWAY_PROFILE_DIFFERS"],
])(
  "a reason that it knows (%s) is shown as it is, and does what it did",
  async (code, state, shown) => {
    const { state: now, lastError } = await refused(createExchange(), code);
    expect([now, lastError]).toEqual([state, shown]);
  },
);
