import { createFixedClock } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  type Decision,
  type EvidenceOptions,
  issueDecidedReceipt,
  issueDeliveredReceipt,
  verifyEvidence,
} from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011, NGO_B, NGO_C, send } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const opened = deliver(world, draft);
const { jwt } = opened;
const coded = (code: string) => expect.objectContaining({ code });

const at = (time: string) => ({
  ...{ self: NGO_C, to: NGO_B, signer: world.signers["NGO-C"], clock: createFixedClock(time) },
});
const delivered = (time = NOW): string => issueDeliveredReceipt(opened, at(time));
const decided = (time = NOW, change: Partial<Decision> = {}): string =>
  issueDecidedReceipt(
    opened,
    { verdict: "accept", tier: "state", findings: [], decidedBy: "rules", ...change },
    at(time),
  );
const verify = (receipts: readonly string[], options: EvidenceOptions = {}) =>
  verifyEvidence({ jwt, receipts }, world.registry, options);

const NOW = "2026-11-24T09:02:00Z";

describe("two verdicts of one recipient", () => {
  it.each<[string, Partial<Decision>]>([
    ["verdict", { verdict: "reject" }],
    ["tier", { tier: "schema" }],
    ["author", { decidedBy: "person" }],
  ])("contradict each other if they differ in the %s", (_, change) => {
    expect(() => verify([delivered(), decided(), decided(NOW, change)])).toThrow(
      coded("RECEIPTS_CONTRADICT"),
    );
  });

  it("are one if they differ in id and time only", () => {
    expect(verify([decided(), decided("2026-11-24T10:00:00Z")]).receipts).toHaveLength(2);
  });
});

describe("what evidence leaves open", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["without a receipt", [], ["delivered", "decided"]],
    ["without a verdict", [delivered()], ["decided"]],
    ["with a verdict, which proves the arrival too", [decided()], []],
  ])("is said: %s", (_, receipts, open) => {
    expect(verify(receipts).open).toEqual(open);
  });
});

describe("the digest that a file states beside its message", () => {
  it("is compared", () => {
    const evidence = { jwt, receipts: [], digest: opened.digest };
    expect(verifyEvidence(evidence, world.registry).digest).toBe(opened.digest);
    expect(() => verifyEvidence({ ...evidence, digest: opened.sdHash }, world.registry)).toThrow(
      coded("RECEIPT_MISMATCH"),
    );
  });
});

describe("the times of receipts", () => {
  const now = new Date("2026-11-25T09:00:00Z");

  it("may lie a day ahead, as a clock of another zone does, and not more", () => {
    expect(verify([delivered(), decided("2026-11-26T09:00:00Z")], { now }).remarks).toEqual([]);
    const ahead = [delivered(), decided("2026-11-26T09:00:01Z")];
    expect(() => verify(ahead, { now })).toThrow(coded("RECEIPT_TIME_WRONG"));
    expect(verify(ahead).receipts).toHaveLength(2);
  });

  it("are not those of a message of the future", () => {
    const soon = { now: new Date("2026-11-24T08:58:00Z") };
    expect(verify([], soon).digest).toBe(opened.digest);
    const before = { now: new Date("2026-11-24T08:57:59Z") };
    expect(() => verify([], before)).toThrow(coded("MESSAGE_NOT_YET_VALID"));
  });

  it("are odd where the verdict comes before the arrival, and wrong where it does so by days", () => {
    expect(verify([delivered("2026-11-24T09:02:00Z"), decided("2026-11-24T09:00:00Z")])).toEqual(
      expect.objectContaining({ remarks: [] }),
    );
    expect(verify([delivered("2026-11-24T19:02:00Z"), decided()]).remarks).toEqual([
      "decidedFirst",
    ]);
    expect(() => verify([delivered("2026-11-25T09:02:01Z"), decided()])).toThrow(
      coded("RECEIPT_TIME_WRONG"),
    );
  });

  it("are late after the delivery deadline", () => {
    const deadline = Date.parse(draft.clear["env.deliverBy"]);
    const after = (ms: number) => delivered(new Date(deadline + ms).toISOString());
    expect(verify([after(120_000)]).remarks).toEqual([]);
    expect(verify([after(121_000)])).toMatchObject({
      remarks: ["deliveredLate"],
      lastSignedAt: new Date(deadline + 121_000),
    });
  });
});

describe("a message whose date was changed", () => {
  it("is said to be changed, and not that its key was not in force", () => {
    const [header = "", payload = "", signature = ""] = jwt.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = JSON.stringify({ ...claims, iat: claims.iat - 3 * 365 * 86_400 });
    const text = [header, Buffer.from(changed).toString("base64url"), signature].join(".");
    expect(() => verifyEvidence({ jwt: text, receipts: [] }, world.registry)).toThrow(
      coded("JWS_SIGNATURE_INVALID"),
    );
  });

  it("is of a key that was not in force then if its sender has changed it", () => {
    const createdAt = "2023-11-24T09:00:00Z";
    const early = { ...draft, clear: { ...draft.clear, "env.createdAt": createdAt } } as Draft;
    const { issued } = send(world, early);
    expect(() => verifyEvidence({ jwt: issued.jwt, receipts: [] }, world.registry)).toThrow(
      coded("TRUST_KEY_NOT_IN_FORCE"),
    );
  });
});
