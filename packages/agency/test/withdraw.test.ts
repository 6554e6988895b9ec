import { parseConsentRecord } from "@safepassage/schema";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import { expect, it } from "vitest";
import { openAgency } from "../src/node.ts";
import { editRegistry, openBoth } from "./open-both.ts";

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
