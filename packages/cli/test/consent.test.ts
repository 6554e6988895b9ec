import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";
import { CONTEXT, IMPORT_CASE, sample } from "./case-import.ts";
import { NGO_C } from "./world.ts";

const SEALING = ["--key", "ngo-b.key", "--to", "ngo-c.epochs", ...CONTEXT];
const OPENING = ["--as", NGO_C, "--epoch-key", "ngo-c.epoch.key", ...CONTEXT];

let world: ReturnType<typeof createCaller>;
const call = (...args: string[]): Promise<Called> => world.call(...args);
const json = (name: string) => JSON.parse(world.files.get(name) ?? "null");
const change = (name: string, members: object): void => {
  world.files.set(name, JSON.stringify({ ...json(name), ...members }));
};
const importCase = (): Promise<Called> => call(...IMPORT_CASE);
const assertIn = (draft: string, ...more: string[]): Promise<Called> =>
  call(
    ...["consent", "assert", "consent.json", "--draft", draft, "--key", "ngo-b.key"],
    ...["--registry", "registry.json", ...more],
  );

/** The claims of the first assertion of a draft. */
function assertedIn(name: string) {
  const [assertion = ""] = json(name).private["private.consentAssertions"];
  const [, payload = ""] = assertion.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

beforeEach(() => {
  world = createCaller();
  world.files.set("cases.csv", sample("ngo-b.csv"));
  world.files.set("statement.json", sample("ngo-b.import.json"));
  world.files.set("request.json", sample("ngo-b.request.json"));
  // The draft as a program writes it that signs nothing.
  const { private: hidden, ...draft } = json("draft.json");
  const bare = { ...hidden, "private.consentAssertions": [], "private.consentRefs": [] };
  world.files.set("bare.json", JSON.stringify({ ...draft, private: bare }));
});

/** What a record can say against an assertion today, for NGO-C, for a referral. */
const REFUSED: readonly (readonly [string, object, string])[] = [
  [
    "ended in February",
    {
      givenAt: "2026-01-01T00:00:00Z",
      validFrom: "2026-01-01T00:00:00Z",
      validUntil: "2026-02-28T00:00:00Z",
    },
    "CONSENT_LAPSED",
  ],
  ["begins next year", { validFrom: "2027-01-01T00:00:00Z" }, "CONSENT_NOT_YET_VALID"],
  [
    "names another recipient",
    { recipients: ["https://ngo-b.test"] },
    "CONSENT_RECIPIENT_NOT_NAMED",
  ],
  ["names another purpose", { purposes: ["VICTIM_IDENTIFICATION"] }, "CONSENT_PURPOSE_NOT_NAMED"],
  ["was withdrawn", { withdrawnAt: "2026-11-20T00:00:00Z" }, "CONSENT_WITHDRAWN"],
  ["says that none was given", { status: "ConsentRevoked" }, "CONSENT_NOT_GIVEN"],
  ["was given by a suspect", { giverIsSuspect: true }, "CONSENT_UNSOUND"],
];

describe("a request that rests on a consent record", () => {
  it.each(REFUSED)("stops where the record %s, with a sentence", async (_, members, code) => {
    const { consent } = json("request.json");
    change("request.json", { consent: { record: { ...consent.record, ...members } } });
    const { exit, io } = await importCase();
    expect([exit, io.stderr[0]]).toEqual([EXIT.refused, expect.stringContaining(`(${code})`)]);
    expect(world.files.has("d.json")).toBe(false);
  });

  it("stops where the record has no dates and no giver, and names all that is missing", async () => {
    const { consent } = json("request.json");
    const { validFrom: _, validUntil: __, givenAt: ___, giver: ____, ...record } = consent.record;
    change("request.json", { consent: { record } });
    const { exit, io } = await importCase();
    expect(exit).toBe(EXIT.refused);
    for (const member of ["validFrom", "validUntil", "givenAt", "giver"]) {
      expect(io.stderr).toContain(`  at   /consent/record/${member}`);
    }
  });

  it("stops where the request tells more than the record, and may tell less", async () => {
    const { consent } = json("request.json");
    const scope = ["subject", "need.services"];
    change("request.json", { consent: { ...consent, scope: [...scope, "identity"] } });
    const more = await importCase();
    expect(more.io.stderr[0]).toContain("(CONSENT_SCOPE_EXCEEDED)");
    change("request.json", { consent: { ...consent, scope } });
    expect((await importCase()).exit).toBe(EXIT.done);
    expect(assertedIn("d.json").consent.scope).toEqual(scope.toSorted());
  });

  it("asserts what the record says and no more", async () => {
    const { consent } = json("request.json");
    const record = { ...consent.record, recipients: [NGO_C, "https://ngo-b.test"], written: true };
    change("request.json", { consent: { record } });
    expect((await importCase()).exit).toBe(EXIT.done);
    const { person: _, givenAt: __, ...terms } = record;
    const { subject: ___, ...said } = assertedIn("d.json").consent;
    expect(said).toEqual({ ...terms, recipients: [NGO_C], scope: terms.scope.toSorted() });
  });

  it("may name the file of the record, beside the request", async () => {
    change("request.json", { consent: { record: "consent.json" } });
    expect((await importCase()).exit).toBe(EXIT.done);
    change("request.json", { consent: { record: "nowhere.json" } });
    world.files.delete("d.json");
    expect((await importCase()).io.stderr[0]).toContain("(CLI_FILE_UNREADABLE)");
  });

  it("refuses the record of another person than the case that it names", async () => {
    const rows = sample("ngo-b.csv").split("\r\n");
    const withIds = rows.map((row, index) =>
      index === 0 ? `Case No,${row}` : `case ${index} of B,${row}`,
    );
    world.files.set("cases.csv", withIds.slice(0, 3).join("\r\n"));
    change("statement.json", { caseIdColumn: "Case No" });
    const { consent } = json("request.json");
    const record = { ...consent.record, person: "case 1 of B" };
    change("request.json", { case: { id: "case 2 of B" }, consent: { record } });
    const { exit, io } = await importCase();
    expect([exit, io.stderr[0]]).toEqual([
      EXIT.refused,
      expect.stringContaining("(CONSENT_PERSON_DIFFERS)"),
    ]);
    change("request.json", { case: { id: "case 1 of B" } });
    const made = await importCase();
    expect(made.exit).toBe(EXIT.done);
    expect(made.text).toMatch(/row 1 \(line 2, digest [\w-]{8}\)/);
    // Three letters, such as "B-1", may stand in a random id; these words cannot.
    expect(made.text + world.files.get("d.json")).not.toContain("case 1 of B");
  });

  it("is bound to a case: with rows in another order nobody else is sent", async () => {
    const [header = "", ...rows] = sample("ngo-b.csv").split("\r\n");
    world.files.set("cases.csv", [header, rows[5], ...rows].join("\r\n"));
    const { exit, io } = await importCase();
    expect(exit).toBe(EXIT.refused);
    expect(io.stderr[0]).toContain("(HTCDS_CASE_MOVED)");
    expect(io.stderr[2]).toMatch(/row 1 was -zXUorEX and is \S{8} now; -zXUorEX is row 2 /);
  });
});

describe("safepassage consent assert", () => {
  it("puts into a draft what its recipient then accepts", async () => {
    const { exit, text } = await assertIn("bare.json", "--out", "asserted.json");
    expect(exit).toBe(EXIT.done);
    expect(text).toContain("asserted to https://ngo-c.test until 2027-05-03T09:02:00Z");
    await call("prepare", "asserted.json", ...CONTEXT, "--out", "m.json");
    expect((await call("issue", "m.json", ...SEALING, "--out", "m.jwe")).exit).toBe(EXIT.done);
    const opened = await call("open", "m.jwe", ...OPENING, "--key", "ngo-c.key", "--receipts", "r");
    expect([opened.exit, opened.io.stderr]).toEqual([EXIT.done, []]);
  });

  it("is needed: nothing is minimised or sealed on a reference without an assertion", async () => {
    const { private: hidden, ...draft } = json("draft.json");
    const unproven = { ...hidden, "private.consentAssertions": [] };
    world.files.set("unproven.json", JSON.stringify({ ...draft, private: unproven }));
    for (const args of [
      ["prepare", "unproven.json", ...CONTEXT, "--out", "m.json"],
      ["issue", "unproven.json", ...SEALING, "--out", "m.jwe"],
    ]) {
      const { exit, io } = await call(...args);
      expect([exit, io.stderr[0]]).toEqual([
        EXIT.refused,
        expect.stringContaining("(CLI_RULES_BROKEN)"),
      ]);
      expect(io.stderr[2]).toContain("R32");
      const says = io.stdout.join("\n").includes("safepassage consent assert");
      expect(says).toBe(args[0] === "prepare");
    }
    expect(world.files.has("m.json") || world.files.has("m.jwe")).toBe(false);
  });

  it("drops a reference that no assertion of the draft has, and keeps the others", async () => {
    const draft = json("draft.json");
    const [kept] = draft.private["private.consentRefs"];
    const refs = [kept, "sX55H5KQ3JhjAj_MFH-MZQ"];
    const hidden = { ...draft.private, "private.consentRefs": refs };
    world.files.set("two.json", JSON.stringify({ ...draft, private: hidden }));
    expect((await assertIn("two.json", "--out", "asserted.json")).exit).toBe(EXIT.done);
    const asserted = json("asserted.json").private;
    expect(asserted["private.consentRefs"]).toEqual([kept, expect.stringMatching(/^[\w-]{22}$/)]);
    expect(asserted["private.consentAssertions"]).toHaveLength(2);
  });

  it("prints the assertion where no file is named, and its reference as JSON", async () => {
    const { text } = await assertIn("bare.json");
    expect(text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const asJson = JSON.parse((await assertIn("bare.json", "--json")).text);
    expect(Object.keys(asJson)).toEqual(["ref", "subject", "assertion"]);
    expect([...world.files.keys()]).not.toContain("asserted.json");
  });

  it.each(REFUSED)("writes nothing where the record %s", async (_, members, code) => {
    change("consent.json", members);
    const { exit, io } = await assertIn("bare.json", "--out", "asserted.json");
    expect([exit, io.stderr[0]]).toEqual([EXIT.refused, expect.stringContaining(`(${code})`)]);
    expect(world.files.has("asserted.json")).toBe(false);
  });

  it("asks whose consent it is where a draft has several persons, or none of that id", async () => {
    const { body, ...draft } = json("bare.json");
    const person = Object.entries(body).find(
      ([, group]) => (group as { kind: string }).kind === "subject",
    );
    const second = { ...body, "sX55H5KQ3JhjAj_MFH-MZQ": person?.[1] };
    world.files.set("two.json", JSON.stringify({ ...draft, body: second }));
    const unsaid = await assertIn("two.json");
    expect(unsaid.io.stderr[0]).toContain("(CLI_OPTION_MISSING)");
    const wrong = await assertIn("two.json", "--person", "3MPijAok6nljw6GPbgObyA");
    expect(wrong.io.stderr[0]).toContain("(CLI_OPTION_INVALID)");
    const said = await assertIn("two.json", "--person", person?.[0] ?? "", "--json");
    expect(JSON.parse(said.text).subject).toBe(person?.[0]);
  });

  it("signs with no key but that of who keeps the record", async () => {
    const { exit, io } = await call(
      ...["consent", "assert", "consent.json", "--draft", "bare.json", "--key", "ngo-c.key"],
      ...["--registry", "registry.json"],
    );
    expect([exit, io.stderr[0]]).toEqual([
      EXIT.refused,
      expect.stringContaining("(TRUST_KEY_UNKNOWN)"),
    ]);
  });
});

describe("safepassage consent check", () => {
  const check = (...more: string[]): Promise<Called> =>
    call(
      ...["consent", "check", "consent.json", "--recipient", NGO_C],
      ...["--purpose", "ASSISTANCE_REFERRAL", ...more],
    );

  it("says until when and of what a record allows it", async () => {
    const { exit, text } = await check();
    expect(exit).toBe(EXIT.done);
    expect(text).toBe(
      "allowed until 2027-05-03T09:02:00Z: ASSISTANCE_REFERRAL to https://ngo-c.test\n" +
        "of subject, need, contact; given by self",
    );
    expect(JSON.parse((await check("--json")).text).allowed.giver).toBe("self");
  });

  it.each(REFUSED)("says why not where the record %s", async (_, members, code) => {
    change("consent.json", members);
    const { exit, io } = await check();
    expect([exit, io.stderr[0]]).toEqual([EXIT.refused, expect.stringContaining(`(${code})`)]);
  });

  it("says why not where more would be sent than it has, and at another time", async () => {
    expect((await check("--scope", "identity")).io.stderr[0]).toContain("CONSENT_SCOPE_EXCEEDED");
    const later = await check("--now", "2027-06-01T00:00:00Z");
    expect(later.io.stderr[0]).toContain("(CONSENT_LAPSED)");
  });
});
