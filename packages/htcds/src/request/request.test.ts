import { describe, expect, test } from "vitest";
import { demoFile, demoRequest, STATEMENT } from "../../test/sample.ts";
import { parseImportStatement } from "../case/statement.ts";
import { HtcdsError } from "../errors/htcds-error.ts";
import { parseCaseRequest } from "./request.ts";

const REQUEST = demoRequest("s01-1") as Record<string, unknown>;
const RECORD = demoFile("ngo-b.consent.json") as Record<string, unknown>;
const CASE = REQUEST["case"] as Record<string, unknown>;

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof HtcdsError) return error.code;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a request", () => {
  test("without the members that may be absent asks for the whole case", () => {
    const { asks: _, ...rest } = REQUEST;
    const request = parseCaseRequest(rest, { test: true });
    expect(request.asks).toBeUndefined();
    expect(request.precision).toEqual({});
  });

  const changes: readonly (readonly [string, Record<string, unknown>])[] = [
    ["a case that is nothing", { case: null }],
    ["a case by nothing", { case: {} }],
    ["a case by its row alone", { case: { row: 1 } }],
    ["a case by row 0", { case: { ...CASE, row: 0 } }],
    ["a case by a digest cut short", { case: { ...CASE, digest: "Sekret" } }],
    ["a case by an empty id", { case: { id: " " } }],
    ["a case by id and row", { case: { ...CASE, id: "Sekret" } }],
    ["a purpose that does not exist", { purpose: "CURIOSITY" }],
    ["a recipient that is no agency", { recipient: "Sekret" }],
    ["a message type that does not exist", { messageType: "gossip" }],
    ["no legal basis", { legalBases: [] }],
    ["a legal basis in words", { legalBases: ["consent"] }],
    ["a legal basis twice", { legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(a)"] }],
    ["an agreement that is no id", { agreement: "the one of May" }],
    ["a condition that does not exist", { conditions: ["BE_KIND"] }],
    ["a field that does not exist", { asks: ["subject.mood"] }],
    ["a header asked for", { asks: ["subject.ledCategory"] }],
    ["65 fields", { asks: Array.from({ length: 65 }, (_, n) => `subject.f${n}`) }],
    ["a precision of no date", { precision: { "subject.sex": "month" } }],
    ["a precision that does not exist", { precision: { "event.period": "hour" } }],
    ["asIs, which is gone", { asIs: false }],
    [
      "a reason that does not exist",
      { necessity: [{ field: "need.services", reason: "because" }] },
    ],
    ["a reason of no field", { necessity: [{ field: "Sekret", reason: "PROVE_AGE" }] }],
    [
      "a reason with a note",
      { necessity: [{ field: "need.services", reason: "PROVE_AGE", note: "" }] },
    ],
    ["no consent but no null", { consent: false }],
    ["a consent without its record", { consent: {} }],
    ["a consent of a file without a name", { consent: { record: " " } }],
    ["a consent with what only its record says", { consent: { record: RECORD, validFrom: "" } }],
    ["a scope that does not exist", { consent: { record: RECORD, scope: ["everything"] } }],
    ["a giver that does not exist", { consent: { record: { ...RECORD, giver: "uncle" } } }],
    ["a language in words", { consent: { record: { ...RECORD, language: "Russian" } } }],
    ["a flag in words", { consent: { record: { ...RECORD, withdrawalMethod: "yes" } } }],
    ["a consent from a day", { consent: { record: { ...RECORD, validFrom: "2026-11-01" } } }],
    ["a consent with a name", { consent: { record: { ...RECORD, name: "Sekret" } } }],
    ["a member too many", { note: "Sekret" }],
  ];
  test.each(changes)("is refused with %s", (_, change) => {
    const input = { ...REQUEST, ...change };
    expect(codeOf(() => parseCaseRequest(input, { test: true }))).toBe("HTCDS_REQUEST_INVALID");
    expect(() => parseCaseRequest(input)).toThrow(expect.not.stringContaining("Sekret"));
  });

  test.each(["1", 1])("says what to write where its case is %j, the number of a row", (number) => {
    const input = { ...REQUEST, case: number };
    expect(codeOf(() => parseCaseRequest(input, { test: true }))).toBe("HTCDS_CASE_UNBOUND");
  });

  test("may carry the record, or name its file, and tell less of its scope", () => {
    for (const record of [RECORD, "ngo-b.consent.json"]) {
      const consent = { record, scope: ["subject", "need.services"] };
      expect(parseCaseRequest({ ...REQUEST, consent }, { test: true }).consent).toEqual(consent);
    }
  });

  test("names all that a record lacks, and says what to write in place of the former consent", () => {
    const { giver, validFrom: _, validUntil: __, ...rest } = RECORD;
    const messageOf = (consent: object): string => {
      try {
        parseCaseRequest({ ...REQUEST, consent }, { test: true });
      } catch (error) {
        return String(error);
      }
      return "";
    };
    const message = messageOf({ record: rest });
    for (const member of ["giver", "validFrom", "validUntil"]) {
      expect(message).toContain(`/consent/record/${member}: It is missing. Add it`);
    }
    const former = messageOf({ giver, scope: ["subject"], language: "rus" });
    expect(former).toContain('write { "record": … }');
  });

  test("is refused without any of its members, and with an addition that is none", () => {
    for (const member of Object.keys(REQUEST)) {
      if (member === "asks") continue;
      const { [member]: _, ...rest } = REQUEST;
      expect(
        codeOf(() => parseCaseRequest(rest, { test: true })),
        member,
      ).toBe("HTCDS_REQUEST_INVALID");
    }
    for (const input of [null, [], "request", undefined]) {
      expect(codeOf(() => parseCaseRequest(input))).toBe("HTCDS_REQUEST_INVALID");
    }
    const input = { ...REQUEST, additions: { need: [{ f: "need.riskLevel", v: "?" }] } };
    expect(codeOf(() => parseCaseRequest(input))).toBe("HTCDS_ADDITIONS_INVALID");
  });
});

describe("a statement", () => {
  const { evaluation } = STATEMENT;
  const inputs: readonly (readonly [string, unknown])[] = [
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["no evaluation", { ...STATEMENT, evaluation: undefined }],
    ["a date in the evaluation", { ...STATEMENT, evaluation: { ...evaluation, asOf: "2026-11" } }],
    [
      "a source that does not exist",
      { ...STATEMENT, evaluation: { ...evaluation, sourceEval: "Z" } },
    ],
    [
      "a holder that is no agency",
      { ...STATEMENT, evaluation: { ...evaluation, holderRef: "me" } },
    ],
    ["a certainty that does not exist", { ...STATEMENT, names: { certainty: "hopeful" } }],
    [
      "a scheme that does not exist",
      { ...STATEMENT, names: { certainty: "certain", latinScheme: "mine" } },
    ],
    [
      "a scheme that is none",
      { ...STATEMENT, names: { certainty: "certain", latinScheme: "native" } },
    ],
    ["a basis that does not exist", { ...STATEMENT, birthdate: { basis: "rumour" } }],
    ["an issuer that is no State", { ...STATEMENT, identityNumberIssuer: "ZZ" }],
    ["no column of case ids", { ...STATEMENT, caseIdColumn: null }],
    ["a column of case ids without a name", { ...STATEMENT, caseIdColumn: " " }],
    ["a member too many", { ...STATEMENT, note: "" }],
  ];
  test.each(inputs)("is refused: %s", (_, input) => {
    expect(codeOf(() => parseImportStatement(input))).toBe("HTCDS_STATEMENT_INVALID");
  });

  test("needs each part of its evaluation", () => {
    for (const member of Object.keys(evaluation)) {
      const rest = Object.fromEntries(
        Object.entries(evaluation).filter(([name]) => name !== member),
      );
      expect(
        codeOf(() => parseImportStatement({ ...STATEMENT, evaluation: rest })),
        member,
      ).toBe("HTCDS_STATEMENT_INVALID");
    }
    expect(parseImportStatement(STATEMENT)).toEqual(STATEMENT);
  });
});
