import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PROFILE_DIGEST, PURPOSES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { agreementGaps } from "../src/agreement/agreement-gaps.ts";
import { readOnlyIn } from "../src/agreement/read-only-members.ts";
import { asJson, NGO_B, termsIn, WITH_REGISTRY } from "./agreement-files.ts";
import { createCaller } from "./call.ts";

const EARLIER = "FVPjhZUyykg7hF6CF93gB4Ttbl3QrS8gZ10Xm0HFP8c";

describe("safepassage agreement check", () => {
  it("takes terms that nobody has signed yet, and names the rows that they lack", async () => {
    const { exit, text } = await createCaller().call("agreement", "check", "terms.json");
    expect(exit).toBe(0);
    expect(text).toContain("0; 2 parties");
    expect(text).toContain("event.exploitation (strict)");
  });

  it("says what to add for this catalogue to an agreement of an earlier one", async () => {
    const { files, call } = createCaller();
    files.set("terms.json", JSON.stringify({ ...termsIn(files), profiles: [EARLIER] }));
    const { exit, text } = await call("agreement", "check", "terms.json");
    expect(exit).toBe(1);
    expect(text).toContain("does not admit that of this version");
    expect(text).toContain(`  profiles  ${PROFILE_DIGEST}`);
    expect(text).toContain("which all parties sign");
    const { json } = await asJson(call, "terms.json");
    expect(json).toMatchObject({ ok: false, admits: false, add: { profile: PROFILE_DIGEST } });
  });

  it.each([
    [undefined, 0, "names no version: messages are written as 1.0"],
    [["1.0", "1.1"], 0, "messages are written as 1.1"],
    [["2.0"], 1, "names no version that this program has"],
  ])("says in which version messages go where it names %j", async (protocols, exit, said) => {
    const { files, call } = createCaller();
    files.set("terms.json", JSON.stringify({ ...termsIn(files), protocols }));
    const checked = await call("agreement", "check", "terms.json");
    expect(checked.exit).toBe(exit);
    expect(checked.text).toContain(said);
  });

  it.each([
    ["PT12H", 1, ["ASSISTANCE_REFERRAL"]],
    ["PT23H", 1, ["ASSISTANCE_REFERRAL"]],
    ["PT24H", 0, []],
    ["P1D", 0, []],
  ])(
    "says before it is signed for what nothing can be sent with a ceiling of %s",
    async (ceiling, exit, withoutDay) => {
      const { files, call } = createCaller();
      const retention = [{ purpose: "ASSISTANCE_REFERRAL", ceiling }];
      files.set("terms.json", JSON.stringify({ ...termsIn(files), retention }));
      const checked = await asJson(call, "terms.json");
      expect(checked).toMatchObject({
        exit,
        json: { ok: exit === 0, form: { ok: true }, withoutDay },
      });
      const { text } = await call("agreement", "check", "terms.json");
      expect(text.includes("ASSISTANCE_REFERRAL: nothing can be sent for it")).toBe(exit === 1);
    },
  );

  it("takes a short ceiling that counts from the closing, and crashes for none of another form", async () => {
    const { files, call } = createCaller();
    const purpose = "ASSISTANCE_REFERRAL";
    const retention = [
      { purpose, ceiling: "PT12H", from: "closed" },
      { purpose, ceiling: "soon" },
    ];
    files.set("terms.json", JSON.stringify({ ...termsIn(files), retention }));
    expect((await asJson(call, "terms.json")).json.withoutDay).toEqual([]);
  });

  it("looks once at a purpose and a party that terms name many times", async () => {
    const { files, call } = createCaller();
    const purpose = "ASSISTANCE_REFERRAL";
    files.set(
      "terms.json",
      JSON.stringify({
        ...termsIn(files),
        parties: Array(500).fill(NGO_B),
        purposes: Array(500).fill(purpose),
        retention: Array(500).fill({ purpose, ceiling: "PT12H" }),
      }),
    );
    const { json } = await asJson(call, "terms.json");
    expect(json.withoutDay).toEqual([purpose]);
    expect([...json.add.rows, ...json.add.moreRows].length).toBeLessThanOrEqual(2);
    const { text } = await call("agreement", "check", "terms.json", ...WITH_REGISTRY, "--json");
    expect(JSON.parse(text).signatures.parties).toEqual([{ party: NGO_B, state: "missing" }]);
  });

  it("takes an agreement with names that this catalogue does not have, and lists them", async () => {
    const { files, call } = createCaller();
    const terms = termsIn(files);
    const row = { purpose: "GONE_PURPOSE", field: "gone.field", explicit: true, strict: false };
    files.set(
      "terms.json",
      JSON.stringify({
        ...terms,
        purposes: [...terms.purposes, "GONE_PURPOSE"],
        rows: [...terms.rows, row],
        profiles: [EARLIER],
        goneMember: true,
      }),
    );
    const { exit, json } = await asJson(call, "terms.json");
    expect(exit).toBe(1);
    const pointers = json.form.issues.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining(["/purposes/2", "/rows/1/purpose", "/rows/1/field", ""]),
    );
    const { text } = await call("agreement", "check", "terms.json");
    expect(text).toContain("wrong: see below");
    expect(text).toContain("ASSISTANCE_REFERRAL: ");
  });

  it.each([
    ["no list", { purposes: "x", rows: 7, profiles: null, nationalProvisions: {} }],
    ["lists of other things", { purposes: [1], rows: [null, {}], nationalProvisions: [[]] }],
    ["nothing beside the parties", undefined],
  ])("ends for terms that hold %s, and crashes for none", async (_, change) => {
    const { files, call } = createCaller();
    const terms = change === undefined ? { parties: [] } : { ...termsIn(files), ...change };
    files.set("terms.json", JSON.stringify(terms));
    const { exit, json } = await asJson(call, "terms.json");
    expect([exit, json.form.ok, json.ok]).toEqual([1, false, false]);
  });

  it.each([
    ["draft.json", "CLI_NOT_TERMS"],
    ["registry.json", "CLI_NOT_TERMS"],
    ["agr.txt", "CLI_FILE_KIND"],
    ["unsigned.json", "TRUST_GENERAL_JWS_MALFORMED"],
  ])("refuses what is no agreement: %s, %s", async (name, code) => {
    const { files, call } = createCaller();
    files.set("agr.txt", "no JSON");
    files.set("unsigned.json", '{"payload":"e30","signatures":[]}');
    const { exit, io } = await call("agreement", "check", name);
    expect([exit, io.stderr.join("\n")]).toEqual([1, expect.stringContaining(code)]);
  });

  it.each([
    ["2026-01-01T00:00:00Z", "not yet", 0],
    ["2029-01-01T00:00:00Z", "no longer", 1],
  ])("says on %s that it is in force %s", async (now, said, expected) => {
    const { exit, text } = await createCaller().call(
      "agreement",
      "check",
      "agr.json",
      "--now",
      now,
    );
    expect(exit).toBe(expected);
    expect(text).toMatch(new RegExp(`in force +${said}`));
  });

  it("lists the members that this version only reads, those of the specification's table", async () => {
    const { files, call } = createCaller();
    const [provision] = [{ purpose: "ASSISTANCE_REFERRAL", basis: "NAT-XB#act-1" }];
    const later = {
      retention: [{ purpose: "ASSISTANCE_REFERRAL", ceiling: "P30D" }],
      secondOfficer: ["ASSISTANCE_REFERRAL"],
      degraded: { queue: "P1D", journal: 10 },
      nationalProvisions: [{ ...provision, transposes: "DIR2011/36#11(4)" }],
    };
    files.set("terms.json", JSON.stringify({ ...termsIn(files), ...later }));
    const { text } = await call("agreement", "check", "terms.json");
    expect(text).toContain("degraded: this version does not act on it (read and shown only)");
    const page = readFileSync(
      resolve(import.meta.dirname, "../../../docs/spec/agreements.md"),
      "utf8",
    );
    const table = [...page.matchAll(/^\| `(?:nationalProvisions\[\]\.)?(\w+)` \|.*\| (.*) \|$/gm)];
    const listed = table.map(([, member, where]) => ({ member, what: where }));
    expect(listed).not.toEqual([]);
    const all = { ...later, witnesses: { quorum: 1, members: [] } };
    const readOnly = listed.filter(({ what = "" }) =>
      /not yet judged|read and shown only/.test(what),
    );
    expect(readOnlyIn(all)).toEqual(readOnly);
  });
});

describe("what an agreement may want", () => {
  const terms = (rows: readonly object[]) =>
    ({
      purposes: ["CRIMINAL_INVESTIGATION"],
      rows,
      nationalProvisions: [],
      profiles: [PROFILE_DIGEST],
    }) as unknown as Parameters<typeof agreementGaps>[0];
  const row = (field: string, explicit: boolean, strict: boolean) => ({
    ...{ purpose: "CRIMINAL_INVESTIGATION", field, explicit, strict },
  });
  const fieldsOf = (gaps: readonly { readonly fields: readonly object[] }[]) =>
    gaps.flatMap(({ fields }) => fields);

  it("is a row of each kind that every way of a field asks for, until it has it", () => {
    const field = "location.precise";
    const gaps = (...rows: readonly object[]) =>
      fieldsOf(agreementGaps(terms(rows), "2026-11-28").rows).find(
        (one) => (one as { field: string }).field === field,
      );
    expect(gaps()).toEqual({ field, explicit: true, strict: true });
    expect(gaps(row(field, true, false))).toEqual({ field, explicit: false, strict: true });
    expect(gaps(row(field, false, true))).toEqual({ field, explicit: true, strict: false });
    expect(gaps(row(field, true, true))).toBeUndefined();
    expect(gaps(row("location.country", true, true))).toBeDefined();
  });

  it("is never a row for a field that another way lets pass: that one is told apart", () => {
    const purposes = PURPOSES.map(({ id }) => id);
    const all = { ...terms([]), purposes };
    const { rows, moreRows } = agreementGaps(all, "2026-11-28");
    const names = (gaps: typeof rows) =>
      gaps.flatMap(({ purpose, fields }) => fields.map(({ field }) => `${purpose} ${field}`));
    expect(names(rows)).toContain("VICTIM_IDENTIFICATION identity.document");
    expect(names(moreRows)).toContain("VICTIM_IDENTIFICATION identity.names");
    expect(names(rows).filter((name) => names(moreRows).includes(name))).toEqual([]);
  });

  it("is the provision of a directive in force, until one transposes it for the purpose", () => {
    const [basis, purpose] = ["DIR2023/977#4", "CRIMINAL_INVESTIGATION"];
    const wanted = (provision: object) =>
      agreementGaps(
        { ...terms([]), nationalProvisions: [provision] as never },
        "2026-11-28",
      ).provisions.flatMap(({ bases }) => bases);
    expect(wanted({ purpose, basis: "NAT-XB#act-1" })).toContain(basis);
    expect(wanted({ purpose, basis: "NAT-XB#act-1", transposes: basis })).not.toContain(basis);
    const other = { purpose: "RISK_ALERT", basis: "NAT-XB#act-1", transposes: basis };
    expect(wanted(other)).toContain(basis);
    expect(wanted(other).filter((one) => /^(REG|GDPR)/.test(one))).toEqual([]);
  });
});
