import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { parseConsentRecord } from "@safepassage/schema";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import { expect, it, onTestFinished } from "vitest";
import { makeTestExchange, openAgency } from "../src/node.ts";
import { editRegistry, inDays, openBoth } from "./open-both.ts";

const BOTH_BASES = ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] as const;
const officer = { id: "staff-0042", assurance: 2 };

it("names the recipient that has left, and does not take its old receipt for an answer", async () => {
  const { folder, b, c, close } = await openBoth();
  const { digest } = await b.send(await b.prepare(requestOnConsent()), c);
  await close();
  editRegistry(folder, ({ agencies }) => {
    agencies.splice(
      agencies.findIndex(({ entity }) => entity === c.entity),
      1,
    );
  });
  const later = await openAgency(b.folder);
  expect(await later.withdraw({ digest, officer })).toEqual({
    ...{ corrections: [], unsent: [], untold: [digest], kept: [] },
  });
  await later.close();
});

it("reaches by the record what each recipient has, and names what rests on another basis too", async () => {
  const { b, c, close } = await openBoth();
  const request = requestOnConsent();
  const plan = await b.prepare(request);
  const alone = await b.send(plan, c);
  const exchangeId = plan.draft.private["private.exchangeId"];
  const inIt = { ...request, private: { "private.exchangeId": exchangeId } };
  const mixed = { ...inIt, legalBases: BOTH_BASES };
  const both = await b.send(await b.prepare(mixed), c);
  const record = parseConsentRecord(request.consents?.[0]?.record);
  const { corrections, ...others } = await b.withdraw({ record, officer }, c);
  expect(corrections).toMatchObject([{ state: "decided", verdict: "accept" }]);
  expect(others).toEqual({ unsent: [], untold: [], kept: [both.digest] });
  expect((await c.read(alone.digest))?.message).toBeUndefined();
  await close();
});

it("says of what was never posted that it is erased here", async () => {
  const { b, close } = await openBoth();
  const { digest } = await b.send(await b.prepare(requestOnConsent()));
  const { corrections, unsent } = await b.withdraw({ digest, officer });
  expect([corrections, unsent]).toEqual([[], [digest]]);
  await close();
});

it("takes a record by itself, and no message or reference beside it", async () => {
  const { b, c, close } = await openBoth();
  const request = requestOnConsent();
  const { digest } = await b.send(await b.prepare(request), c);
  const record = parseConsentRecord(request.consents?.[0]?.record);
  for (const beside of [{ digest }, { consentRef: "HN-LG3fF5cxcTcDCGUe85g" }]) {
    await expect(b.withdraw({ record, ...beside, officer })).rejects.toMatchObject({
      code: "GATEWAY_WITHDRAWAL_IMPOSSIBLE",
    });
  }
  await close();
});

const TOMORROW = { clock: createFixedClock(inDays(1)) };

/** Ends what an agency is by the registry of a test exchange, a second after its beginning. */
const strikeOff = (folder: string, entity: string): void =>
  editRegistry(folder, ({ agencies }) => {
    const { facts } = agencies.find((one) => one.entity === entity) as unknown as {
      readonly facts: { readonly from: string; until?: string }[];
    };
    for (const fact of facts) {
      fact.until = `${new Date(Date.parse(fact.from) + 1000).toISOString().slice(0, 19)}Z`;
    }
  });

it("opens a folder whose agency has left: it erases what is due, and withdraws consents", async () => {
  const { folder, b, c, close } = await openBoth();
  const request = requestOnConsent();
  const { digest } = await b.send(await b.prepare(request), c);
  await close();
  strikeOff(folder, b.entity);
  const later = await openAgency(b.folder, TOMORROW);
  await expect(later.prepare(request)).rejects.toMatchObject({ code: "TRUST_AGENCY_UNKNOWN" });
  expect(await later.withdraw({ digest, officer })).toEqual({
    ...{ corrections: [], unsent: [], untold: [digest], kept: [] },
  });
  await later.maintain();
  await later.close();
});

it("opens no folder of an agency that was never used and is not registered now", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-left-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [inB = ""] = makeTestExchange(folder);
  strikeOff(folder, "https://ngo-b.test");
  await expect(openAgency(inB, TOMORROW)).rejects.toMatchObject({ code: "AGENCY_FOLDER_INVALID" });
});
