import { describe, expect, it } from "vitest";
import { options, sampleJson, toCsv } from "../../test/sample.ts";
import { type ImportOptions, importHtcds } from "../import-htcds.ts";
import { type CaseName, createCaseFinder, findCase } from "./find-case.ts";

const HEADER = ["Case No", "vic_TraffickingStatus", "prs_FirstName", "prs_Gender"];
const person = (id: string, name: string, gender = "Feminine"): readonly string[] => [
  id,
  "PossibleVictimOfTrafficking",
  name,
  gender,
];
const ANA = person("C-17", "Sekretana");
const BEA = person("C-18", "Sekretbea");
const CIA = person("C-18", "Sekretcia");
const FILE = toCsv(HEADER, ANA, BEA, CIA);

const read = (file: string, changes: Partial<ImportOptions> = {}) =>
  importHtcds(file, options({ caseIdColumn: "Case No", ...changes }));

/** Digest of a row of the file as it was when the request was written. */
async function digestOf(row: number, file = FILE): Promise<string> {
  const { report } = await read(file);
  return report.cases.find((entry) => entry.row === row)?.digest ?? "";
}

async function nameIn(file: string, name: CaseName, changes: Partial<ImportOptions> = {}) {
  const found = findCase(await read(file, changes), name);
  const leaf = Object.values(found.groups).flatMap(({ leaves }) => leaves);
  return JSON.stringify(leaf.find(({ f }) => f === "identity.names")?.v);
}

/** Code and message of a refusal. Neither holds the content of a cell. */
async function refusal(file: string, name: CaseName, changes: Partial<ImportOptions> = {}) {
  try {
    await nameIn(file, name, changes);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    expect(message).not.toMatch(/Sekret|C-1[78]/);
    return [code, message];
  }
  throw new Error("nothing was refused");
}

interface Vector {
  readonly id: string;
  readonly file: string;
  readonly case: CaseName;
  /** `ok`, or the code it is refused with. */
  readonly expect: string;
  /** The row that is found. */
  readonly row?: number;
}

it.each((sampleJson("which-case.json") as { readonly cases: readonly Vector[] }).cases)(
  "vector $id",
  async ({ file, case: name, expect: code, row }) => {
    const found = read(file).then((imported) => findCase(imported, name));
    if (code === "ok") await expect(found).resolves.toMatchObject({ row });
    else await expect(found).rejects.toMatchObject({ code });
  },
);

describe("a case named by its row and digest", () => {
  it("is found where the row is as it was, wherever its columns stand", async () => {
    const digest = await digestOf(1);
    expect(await nameIn(FILE, { row: 1, digest })).toContain("Sekretana");
    const turned = [HEADER, ANA, BEA, CIA].map((row) => row.toReversed());
    const [header = [], ...rows] = turned;
    expect(await nameIn(toCsv(header, ...rows), { row: 1, digest })).toContain("Sekretana");
  });

  it("is refused once rows are sorted anew, and both rows are named", async () => {
    const digest = await digestOf(1);
    const other = await digestOf(2);
    const sorted = toCsv(HEADER, BEA, ANA, CIA);
    const [code, message] = await refusal(sorted, { row: 1, digest });
    expect(code).toBe("HTCDS_CASE_MOVED");
    const [one, two] = [digest.slice(0, 8), other.slice(0, 8)];
    expect(message).toBe(`row 1 was ${one} and is ${two} now; ${one} is row 2 (${one})`);
  });

  it("is refused where any cell of it changed, also one that stays behind", async () => {
    const header = [...HEADER, "cco_CaseComment", "own column"];
    const before = toCsv(header, [...ANA, "Sekret", "Sekret"]);
    const digest = await digestOf(1, before);
    for (const change of [
      ["Sekret2", "Sekret"],
      ["Sekret", "Sekret2"],
      ["Sekret", ""],
    ]) {
      const [code, message] = await refusal(toCsv(header, [...ANA, ...change]), { row: 1, digest });
      expect(code).toBe("HTCDS_CASE_CHANGED");
      expect(message).toMatch(/^row 1 was [\w-]{8} and is [\w-]{8} now$/);
    }
  });

  it("is refused where there is no such row, or none that was imported", async () => {
    const digest = await digestOf(1);
    expect((await refusal(toCsv(HEADER), { row: 1, digest }))[0]).toBe("HTCDS_CASE_MISSING");
    const undecided = ["C-17", "", "Sekretana", "Feminine"];
    const [code] = await refusal(toCsv(HEADER, undecided), { row: 1, digest });
    expect(code).toBe("HTCDS_CASE_MISSING");
    const moved = await refusal(toCsv(HEADER, undecided, ANA), { row: 1, digest });
    expect(moved[0]).toBe("HTCDS_CASE_MOVED");
  });

  it("in JSON too, whatever the order of members", async () => {
    const object = {
      vic_TraffickingStatus: "PossibleVictimOfTrafficking",
      prs_FirstName: "Sekret",
    };
    const text = JSON.stringify([object, { ...object, prs_FirstName: "Sekretbea" }]);
    const digest = await digestOf(1, text);
    const { prs_FirstName, ...rest } = object;
    const turned = JSON.stringify([{ prs_FirstName, ...rest }]);
    expect(await nameIn(turned, { row: 1, digest })).toContain("Sekret");
    const nested = JSON.stringify([{ ...object, note: { to: ["Sekret"] } }]);
    const other = JSON.stringify([{ ...object, note: { to: ["Sekret2"] } }]);
    const of = await digestOf(1, nested);
    expect((await refusal(other, { row: 1, digest: of }))[0]).toBe("HTCDS_CASE_CHANGED");
  });
});

describe("a case named by its id", () => {
  it("is found wherever its row stands and whatever changed in it", async () => {
    const changed = person("  C-17 ", "Sekretana", "Masculine");
    expect(await nameIn(toCsv(HEADER, BEA, CIA, changed), { id: "C-17" })).toContain("Sekretana");
  });

  it("of several persons is refused, and the rows are named, until a digest says which", async () => {
    const [code, message] = await refusal(FILE, { id: "C-18" });
    expect(code).toBe("HTCDS_CASE_SEVERAL");
    expect(message).toMatch(/row 2 \([\w-]{8}\), row 3 \([\w-]{8}\)$/);
    const digest = await digestOf(3);
    const sorted = toCsv(HEADER, CIA, ANA, BEA);
    expect(await nameIn(sorted, { id: "C-18", digest })).toContain("Sekretcia");
    const changed = toCsv(HEADER, ANA, BEA, person("C-18", "Sekretcia", "Masculine"));
    expect((await refusal(changed, { id: "C-18", digest }))[0]).toBe("HTCDS_CASE_CHANGED");
    // A matching digest does not turn another case's row into this one.
    const ana = await digestOf(1);
    expect((await refusal(FILE, { id: "C-18", digest: ana }))[0]).toBe("HTCDS_CASE_CHANGED");
  });

  it("is refused where its own row was, with what is wrong there", async () => {
    const undecided = ["C-17", "", "Sekretana", "Feminine"];
    const file = toCsv(HEADER, BEA, undecided, CIA);
    const [code, message] = await refusal(file, { id: "C-17" });
    expect(code).toBe("HTCDS_CASE_REFUSED");
    expect(message).toMatch(
      /^row 2 \([\w-]{8}\) of line 3 was refused: HTCDS_CATEGORY_UNDECIDED in vic_TraffickingStatus$/,
    );
    const { refused } = await read(file);
    const digest = refused[0]?.digest ?? "";
    expect((await refusal(file, { id: "C-17", digest }))[0]).toBe("HTCDS_CASE_REFUSED");
    expect((await refusal(file, { row: 2, digest }))[0]).toBe("HTCDS_CASE_REFUSED");
    const moved = await refusal(toCsv(HEADER, undecided, BEA), { row: 2, digest });
    expect(moved[0]).toBe("HTCDS_CASE_MOVED");
    expect(moved[1]).toMatch(/ is row 1 \([\w-]{8}, refused\)$/);
  });

  it("of a person who is imported and one who is refused is that of several", async () => {
    const undecided = ["C-17", "", "Sekretbea", "Feminine"];
    for (const rows of [
      [undecided, ANA],
      [ANA, undecided],
    ]) {
      const file = toCsv(HEADER, ...rows);
      const [code, message] = await refusal(file, { id: "C-17" });
      expect(code).toBe("HTCDS_CASE_SEVERAL");
      expect(message).toContain(", refused)");
      const digest = await digestOf(rows.indexOf(ANA) + 1, file);
      expect(await nameIn(file, { id: "C-17", digest })).toContain("Sekretana");
    }
  });

  it.each([
    ["has too few cells", toCsv(HEADER, ANA, ["Sekretbea"])],
    ["has a quotation mark that fits nowhere", `${toCsv(HEADER, ANA)}"Sekret"x,a,b,c\r\n`],
    ["has an id that is not UTF-8", toCsv(HEADER, ANA, person("C-\ufffd", "Sekretbea"))],
  ])("is not sure where another row %s, until a digest says which", async (_, file) => {
    const [code, message] = await refusal(file, { id: "C-17" });
    expect(code).toBe("HTCDS_CASE_UNSURE");
    expect(message).toMatch(/^the case id is that of row 1 \([\w-]{8}\); of row 2 \(/);
    const digest = await digestOf(1, file);
    expect(await nameIn(file, { id: "C-17", digest })).toContain("Sekretana");
    expect((await refusal(file, { id: "C-19" }))[0]).toBe("HTCDS_CASE_MISSING");
  });

  it("is not sure in a file that was not read to its end, nor in JSON with an id that is none", async () => {
    const limits = { rows: 1 };
    const [code] = await refusal(toCsv(HEADER, ANA, BEA), { id: "C-17" }, { limits });
    expect(code).toBe("HTCDS_CASE_UNSURE");
    const one = { "Case No": "C-17", vic_TraffickingStatus: ANA[1], prs_FirstName: "Sekretana" };
    const other = { ...one, "Case No": 12_345_678_901_234_567_000 };
    const text = JSON.stringify([one, other]);
    expect((await refusal(text, { id: "C-17" }))[0]).toBe("HTCDS_CASE_UNSURE");
    expect((await refusal(text, { id: "present" }))[0]).toBe("HTCDS_CASE_MISSING");
    const { "Case No": id, ...rest } = one;
    const spelled = JSON.stringify([one, { ...rest, "CASE NO": id }]);
    expect((await refusal(spelled, { id: "C-17" }))[0]).toBe("HTCDS_CASE_SEVERAL");
  });

  it("needs a finder that saw every row of the file", async () => {
    const { cases, report } = await read(toCsv(HEADER, ["C-17", "", "", ""], ANA));
    const finder = createCaseFinder({ id: "C-17" });
    for (const one of cases) finder.see(one);
    expect(() => finder.found(report)).toThrow(TypeError);
  });

  it("has one column, in whatever script its name is", async () => {
    const header = ["дело", "Дело ", ...HEADER.slice(1)];
    const file = toCsv(header, ["1", "2", ...ANA.slice(1)]);
    const code = "HTCDS_COLUMN_REPEATED";
    await expect(read(file, { caseIdColumn: "дело" })).rejects.toMatchObject({ code });
  });

  it("is refused where no row has it, or the file has no ids", async () => {
    expect((await refusal(FILE, { id: "C-19" }))[0]).toBe("HTCDS_CASE_MISSING");
    const [code] = await refusal(FILE, { id: "C-17" }, { caseIdColumn: "Akte" });
    expect(code).toBe("HTCDS_CASE_ID_UNKNOWN");
  });

  it("is never written down: accounts and cases have its digest", async () => {
    const { cases, report } = await read(FILE);
    const written = JSON.stringify({ cases, report });
    expect(written).not.toMatch(/C-1[78]/);
    expect(report.cases.map(({ caseIdDigest }) => caseIdDigest)).toEqual([
      expect.stringMatching(/^[\w-]{43}$/),
      cases[2]?.caseIdDigest,
      cases[1]?.caseIdDigest,
    ]);
    expect(report.problems).toEqual([]);
    expect(report.leftBehind).toEqual([
      { column: "Case No", reason: "caseId", why: expect.any(String), rows: 3 },
    ]);
  });

  it("may have a column with a name in any script, and in JSON", async () => {
    const header = ["Дело №", ...HEADER.slice(1)];
    const file = toCsv(header, ["17", ...ANA.slice(1)]);
    const stated = { caseIdColumn: "дело №" };
    expect(await nameIn(file, { id: "17" }, stated)).toContain("Sekretana");
    const text = JSON.stringify({
      "Дело №": 17,
      vic_TraffickingStatus: ANA[1],
      prs_FirstName: "Sekret",
    });
    expect(await nameIn(text, { id: "17" }, stated)).toContain("Sekret");
  });
});
