import { expect, test } from "vitest";
import { approvalStateOf, draftsFor } from "../src/app/waiting.ts";

const AGREEMENTS = [
  { id: "PLAIN", secondOfficer: [] },
  { id: "TWO", secondOfficer: ["ASSISTANCE_REFERRAL", "IMMEDIATE_DANGER"] },
];
const DRAFT = {
  agreement: "TWO",
  purpose: "ASSISTANCE_REFERRAL",
  composers: ["mira"],
  revision: 2,
};
const APPROVAL = { digest: "x", officer: "tomas", at: "2026-11-24T09:00:00Z" };

test("a draft waits where its agreement asks for a second officer of its purpose", () => {
  expect(approvalStateOf(DRAFT, AGREEMENTS)).toBe("waiting");
  expect(approvalStateOf({ ...DRAFT, approval: APPROVAL }, AGREEMENTS)).toBe("approved");
  expect(approvalStateOf({ ...DRAFT, agreement: "PLAIN" }, AGREEMENTS)).toBe("notNeeded");
  expect(approvalStateOf({ ...DRAFT, purpose: "SAFE_RETURN" }, AGREEMENTS)).toBe("notNeeded");
  expect(approvalStateOf({ ...DRAFT, agreement: "GONE" }, AGREEMENTS)).toBe("notNeeded");
});

test("a draft that was sent back lies with its composer until somebody changes it", () => {
  const returned = { reason: "TOO_MUCH", officer: "tomas", at: APPROVAL.at, revision: 2 } as const;
  const drafts = [
    { ...DRAFT, returned },
    { ...DRAFT, returned: { ...returned, revision: 1 } },
    { ...DRAFT, returned, approval: APPROVAL },
  ];
  expect(drafts.map((draft) => approvalStateOf(draft, AGREEMENTS))).toEqual([
    ...["returned", "waiting", "approved"],
  ]);
  expect(draftsFor("tomas", drafts, AGREEMENTS, "waiting")).toEqual([drafts[1]]);
  expect(draftsFor("tomas", drafts, AGREEMENTS, "returned")).toEqual([drafts[0]]);
});

test("a warning of danger goes without a second officer, and so does what corrects or answers one", () => {
  const danger = { ...DRAFT, purpose: "IMMEDIATE_DANGER" };
  expect(approvalStateOf(danger, AGREEMENTS)).toBe("notNeeded");
});

test("nobody is offered a draft of their own, also if the staff id has other letters", () => {
  const drafts = [
    DRAFT,
    { ...DRAFT, composers: ["ines", "Tomas"] },
    { ...DRAFT, approval: APPROVAL },
  ];
  expect(draftsFor("tomas", drafts, AGREEMENTS, "waiting")).toEqual([DRAFT]);
  expect(draftsFor("MIRA", drafts, AGREEMENTS, "waiting")).toEqual([drafts[1]]);
});
