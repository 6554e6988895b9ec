import { expect, test } from "vitest";
import { readableFor } from "../../src/pages/message/read/reading.ts";
import { RECEIVED, SENT } from "./messages.ts";

const QUARANTINED = { ...RECEIVED, state: "quarantined" as const };

test("a caseworker reads what arrived to answer it, and what was sent to correct it", () => {
  expect(readableFor(RECEIVED, ["caseworker"]).reasons).toContain("ANSWER");
  expect(readableFor(SENT, ["caseworker"]).reasons).toContain("CORRECTION");
  expect(readableFor(SENT, ["caseworker"]).reasons).not.toContain("ANSWER");
});

test("approving is a reason of approvers only", () => {
  expect(readableFor(SENT, ["approver"]).reasons).toContain("APPROVAL");
  expect(readableFor(SENT, ["caseworker"]).reasons).not.toContain("APPROVAL");
  expect(readableFor(SENT, ["approver"]).reasons).not.toContain("CASE_WORK");
});

test("the glass is broken for what is in quarantine, and for nothing else", () => {
  for (const message of [RECEIVED, SENT]) {
    const { reasons, isEmergency } = readableFor(message, ["caseworker"]);
    expect(isEmergency).toBe(false);
    expect(reasons).not.toContain("BREAK_GLASS");
  }
  expect(readableFor(QUARANTINED, ["caseworker"])).toEqual({
    ...{ reasons: [], isFor: "quarantineRoles", isEmergency: true },
  });
});

test("the two roles of the quarantine read it, and an approver does not break the glass", () => {
  for (const role of ["dutyOfficer", "protectionOfficer"] as const) {
    expect(readableFor(QUARANTINED, [role]).reasons, role).not.toEqual([]);
  }
  expect(readableFor(QUARANTINED, ["approver"])).toMatchObject({ reasons: [], isEmergency: false });
});

test("auditors, operators and the roles of the quarantine read no other content", () => {
  for (const role of ["auditor", "operator", "dutyOfficer"] as const) {
    expect(readableFor(RECEIVED, [role]), role).toEqual({
      ...{ reasons: [], isFor: "caseRoles", isEmergency: false },
    });
  }
});

test("what tells of danger is read by the two roles too; who may not is told that somebody else has to, at once", () => {
  const warning = { ...RECEIVED, danger: true as const };
  for (const role of ["dutyOfficer", "protectionOfficer"] as const) {
    expect(readableFor(warning, [role]).reasons, role).toEqual(["CASE_WORK", "SUPERVISION"]);
  }
  expect(readableFor(warning, ["operator"])).toMatchObject({ reasons: [], isFor: "warningRoles" });
  expect(readableFor(warning, ["caseworker"]).reasons).toContain("ANSWER");
});
