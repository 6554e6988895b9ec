import { toInstant } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";
import { ASKING, CONTEXT, IMPORT_CASE, sample } from "./case-import.ts";

/** Stands for what a cell holds: nothing that is printed may show it. */
const SECRET = "Sekretova";

let world: ReturnType<typeof createCaller>;
const call = (...args: string[]): Promise<Called> => world.call(...args);
const htcds = (file: string, ...args: string[]): Promise<Called> =>
  call("import", "htcds", file, "--statement", "statement.json", ...args);

beforeEach(() => {
  world = createCaller();
  world.files.set("cases.csv", sample("ngo-b.csv"));
  world.files.set("statement.json", sample("ngo-b.import.json"));
  world.files.set("request.json", sample("ngo-b.request.json"));
});

describe("safepassage import htcds", () => {
  it("writes whole cases one a line, and accounts for what stays behind, free text first", async () => {
    const { exit, text } = await htcds("cases.csv", "--test", "--out", "cases.jsonl");
    // Two rows do not say that the person is a victim.
    expect(exit).toBe(EXIT.refused);
    expect(text).toContain("cases.csv: 22 rows read, 20 cases, 2 refused\n");
    expect(text.indexOf("free text")).toBeLessThan(text.indexOf("where the person is"));
    expect(text).toMatch(/line 6, vic_TraffickingStatus: expected/);
    const lines = (world.files.get("cases.jsonl") ?? "").trimEnd().split("\n");
    expect(lines).toHaveLength(20);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ row: 1, line: 2 });
    for (const word of ["Oksana", "Invented note", "oksana.invented"]) {
      expect(text).not.toContain(word);
    }
    const exported = await call("export", "ctdc", "cases.jsonl", "--out", "ctdc.csv");
    expect(exported.exit).toBe(EXIT.done);
  });

  it("gives the same account as JSON and as a report", async () => {
    const { exit, text, io } = await htcds("cases.csv", "--test", "--report", "r.json", "--json");
    expect(exit).toBe(EXIT.refused);
    const { report, out } = JSON.parse(text);
    expect(out).toBeUndefined();
    expect(JSON.parse(world.files.get("r.json") ?? "")).toEqual(report);
    expect(report.leftBehind[0].reason).toBe("freeText");
    expect([io.stderr, io.shown]).toEqual([[], []]);
  });

  it("ends with 0 where every row was imported, from standard input too", async () => {
    const rows = (world.files.get("cases.csv") ?? "").split("\r\n");
    world.files.set("-", `${rows[0]}\r\n${rows.slice(-3).join("\r\n")}`);
    const { exit, text } = await htcds("-", "--test", "--out", "cases.jsonl");
    expect(exit).toBe(EXIT.done);
    expect(text).toContain("-: 2 rows read, 2 cases, 0 refused\n");
  });

  it("takes the case that a request names to a draft, which prepare and issue take on", async () => {
    const made = await call(...IMPORT_CASE);
    expect(made.io.stderr).toEqual([]);
    expect(made.exit).toBe(EXIT.done);
    expect(made.text).toContain("Next: safepassage prepare d.json");
    const draft = JSON.parse(world.files.get("d.json") ?? "");
    expect(made.text).toContain(draft.private["private.officerRef"]);

    const minimised = await call("prepare", "d.json", ...CONTEXT, "--out", "m.json");
    expect(minimised.exit).toBe(EXIT.done);
    expect(minimised.text).toMatch(/allowed {2,}subject\.languages/);
    expect(minimised.text).toMatch(/allowed {2,}contact\.safeChannel/);
    expect(minimised.text).toMatch(/withheld {2,}identity\.names/);
    const sending = ["--key", "ngo-b.key", "--to", "ngo-c.epochs", ...CONTEXT];
    const asIs = await call("issue", "d.json", ...sending, "--out", "as-is.jwe");
    expect(asIs.exit).toBe(EXIT.refused);
    const issued = await call("issue", "m.json", ...sending, "--out", "message.jwe");
    expect(issued.exit).toBe(EXIT.done);
    expect(world.files.get("m.json")).not.toContain("Oksana");
  });

  it("adds the time by which a request is to be answered, as send does", async () => {
    const request = JSON.parse(sample("ngo-b.request.json"));
    const asking = { messageType: "request", legalBases: ["DIR2023/977#4"], consent: null };
    world.files.set("request.json", JSON.stringify({ ...request, ...asking }));
    const made = await htcds("cases.csv", ...ASKING, ...CONTEXT, "--out", "d.json");
    expect(made.io.stderr).toEqual([]);
    const { clear, body }: Draft = JSON.parse(world.files.get("d.json") ?? "");
    const inAWeek = new Date(Date.parse(clear["env.createdAt"]) + 7 * 86_400_000);
    const deadlines = Object.values(body).filter(({ kind }) => kind === "deadline");
    expect(deadlines.map(({ leaves }) => leaves)).toEqual([
      [{ f: "deadline.at", v: toInstant(inAWeek) }],
    ]);
  });

  it("reads semicolons if told, and says how to tell it", async () => {
    const text = "vic_TraffickingStatus;prs_Gender\nPossibleVictimOfTrafficking;Feminine\n";
    world.files.set("semicolons.csv", text);
    const untold = await htcds("semicolons.csv");
    expect(untold.exit).toBe(EXIT.refused);
    expect(untold.io.stderr.join("\n")).toContain("--separator");
    const told = await htcds("semicolons.csv", "--separator", "semicolon");
    expect(told.exit).toBe(EXIT.done);
  });

  it("shows how far it is, where somebody watches", async () => {
    const rows = Array.from({ length: 2_500 }, () => "PossibleVictimOfTrafficking,Feminine");
    world.files.set("long.csv", `vic_TraffickingStatus,prs_Gender\n${rows.join("\n")}\n`);
    const { io } = await htcds("long.csv", "--out", "long.jsonl");
    expect(io.shown).toEqual(["1000 rows read", "2000 rows read"]);
    expect((world.files.get("long.jsonl") ?? "").split("\n")).toHaveLength(2_501);
  });

  const status = "vic_TraffickingStatus,prs_Gender,prs_FirstName";
  it.each([
    ["UTF-16", `\0v\0i\0c\n${SECRET}`, "HTCDS_NOT_UTF8", EXIT.refused],
    ["no header", `${SECRET},x,y\n`, "HTCDS_HEADER_MISSING", EXIT.refused],
    ["nothing", "", "HTCDS_HEADER_MISSING", EXIT.refused],
    ["a header with a quotation mark", `${status}"\n`, "HTCDS_CSV_MALFORMED", EXIT.refused],
  ])("refuses a file with %s, and leaves no file behind", async (_, text, code, status) => {
    world.files.set("bad.csv", text);
    const { exit, io } = await htcds("bad.csv", "--out", "out.jsonl", "--report", "r.json");
    expect(exit).toBe(status);
    expect(io.stderr.join("\n")).toContain(code);
    expect(io.stderr.join("\n")).toMatch(/detail: bad\.csv: /);
    expect(io.stderr.join("\n")).not.toContain(SECRET);
    expect([...world.files.keys()]).not.toEqual(expect.arrayContaining(["out.jsonl"]));
    expect(world.files.has("r.json")).toBe(false);
  });

  it("keeps the good rows of a bad file, says where it is bad, and ends with 1", async () => {
    const good = "PossibleVictimOfTrafficking,Feminine,Sample";
    world.files.set(
      "bad.csv",
      `${status}\n${good}\nPossibleVictimOfTrafficking,F,"${SECRET}"x\n${good}\n`,
    );
    const { exit, text } = await htcds("bad.csv", "--out", "out.jsonl");
    expect(exit).toBe(EXIT.refused);
    expect(text).toContain("line 3, prs_FirstName: expected a separator or a line end");
    expect(text).not.toContain(SECRET);
    expect((world.files.get("out.jsonl") ?? "").trimEnd().split("\n")).toHaveLength(2);
    world.files.set("cut.json", `[{"vic_TraffickingStatus":"PossibleVictimOfTrafficking"},`);
    const cut = await htcds("cut.json");
    expect(cut.exit).toBe(EXIT.refused);
    expect(cut.text).toContain("HTCDS_FILE_CUT");
  });

  it.each([
    [["--separator", "pipe"], "CLI_OPTION_INVALID"],
    [["--separator", "constructor"], "CLI_OPTION_INVALID"],
    [["--as-of", "yesterday"], "CLI_OPTION_INVALID"],
    [["--as-of", "2026-13-01"], "CLI_OPTION_INVALID"],
    [["--as-of", "2026-02-29"], "CLI_OPTION_INVALID"],
    [["--now", "2026-02-29T09:02:00Z"], "CLI_OPTION_INVALID"],
    [["--out", "statement.json"], "CLI_FILE_EXISTS"],
    [["--report", "statement.json"], "CLI_FILE_EXISTS"],
    [ASKING, "CLI_OPTION_MISSING"],
    [[...ASKING, ...CONTEXT], "CLI_OPTION_MISSING"],
    [[...ASKING.slice(0, -1), "9", ...CONTEXT], "CLI_OPTION_INVALID"],
    [[...ASKING, ...CONTEXT, "--key", "ngo-b.key", "--officer-ref", "Anna"], "CLI_OPTION_INVALID"],
  ])("takes %j for a mistake of use", async (options, code) => {
    const before = [...world.files.keys()];
    const { exit, io } = await htcds("cases.csv", ...options);
    expect(io.stderr.join("\n")).toContain(code);
    expect(exit).toBe(EXIT.usage);
    expect([...world.files.keys()]).toEqual(before);
  });

  it.each([
    [{ case: "1" }, "HTCDS_CASE_UNBOUND", EXIT.refused],
    [{ case: { row: 4, digest: "A".repeat(43) } }, "HTCDS_CASE_MISSING", EXIT.refused],
    [{ case: { row: 500, digest: "A".repeat(43) } }, "HTCDS_CASE_MISSING", EXIT.refused],
    [{ case: { row: 2, digest: "A".repeat(43) } }, "HTCDS_CASE_CHANGED", EXIT.refused],
    [{ case: { id: "C-17" } }, "HTCDS_CASE_ID_UNKNOWN", EXIT.refused],
    [{ agreement: "AGR-OTHER" }, "CLI_OPTION_INVALID", EXIT.usage],
    [{ recipient: "https://nobody.test" }, "TRUST_AGENCY_UNKNOWN", EXIT.refused],
    [{ asks: ["subject.mood"] }, "HTCDS_REQUEST_INVALID", EXIT.refused],
  ])("makes no draft for a request with %j", async (change, code, expected) => {
    const request = { ...JSON.parse(sample("ngo-b.request.json")), ...change };
    world.files.set("request.json", JSON.stringify(request));
    const { exit, io } = await call(...IMPORT_CASE);
    expect(io.stderr.join("\n")).toContain(code);
    expect(exit).toBe(expected);
    expect(world.files.has("d.json")).toBe(false);
  });

  describe("where the request names its case by an id", () => {
    const WOMAN = "PossibleVictimOfTrafficking,Feminine,Sekretova";
    /** Asks for the case C-17 of a file with these rows; their first cell is the case id. */
    async function ask(rows: readonly string[], digest?: string): Promise<Called> {
      const statement = { ...JSON.parse(sample("ngo-b.import.json")), caseIdColumn: "Case No" };
      const request = JSON.parse(sample("ngo-b.request.json"));
      const named = { ...request, consent: null, case: { id: "C-17", ...(digest && { digest }) } };
      world.files.set("statement.json", JSON.stringify(statement));
      world.files.set("request.json", JSON.stringify(named));
      world.files.set("ids.csv", `Case No,${status}\n${rows.join("\n")}\n`);
      for (const made of ["d.json", "r.json"]) world.files.delete(made);
      return await htcds("ids.csv", ...ASKING, ...CONTEXT, "--key", "ngo-b.key", "--out", "d.json");
    }

    it.each([
      ["another row has it and was refused", ["C-17,,Feminine,A", `C-17,${WOMAN}`], "SEVERAL"],
      ["its own row was refused", ["C-17,,Feminine,A", `C-18,${WOMAN}`], "REFUSED"],
      ["a row before it could not be read", ["C-17,Feminine", `C-17,${WOMAN}`], "UNSURE"],
      ["a row behind it could not be read", [`C-17,${WOMAN}`, `C-17,"x"x,,`], "UNSURE"],
      ["the id of another row was lost", [`C-17,${WOMAN}`, `C\ufffd17,${WOMAN}`], "UNSURE"],
      ["the file is cut", [`C-17,${WOMAN}`, 'C-18,"Sekretova'], "UNSURE"],
    ])("makes no draft where %s", async (_, rows, code) => {
      const { exit, io, text } = await ask(rows);
      expect(io.stderr.join("\n")).toContain(`(HTCDS_CASE_${code})`);
      expect(exit).toBe(EXIT.refused);
      expect(world.files.has("d.json")).toBe(false);
      expect(io.stderr.join("\n") + text).not.toMatch(/Sekretova|C-1[78]/);
    });

    it("says what is wrong with the row, and makes the draft once a digest says which", async () => {
      const { io } = await ask(["C-18,,Feminine,A", "C-17,Unsure,Feminine,A"]);
      expect(io.stderr.join("\n")).toMatch(
        /row 2 \([\w-]{8}\) of line 3 was refused: .*HTCDS_CATEGORY_UNDECIDED in vic_TraffickingStatus/,
      );
      const rows = ["C-17,Feminine", `C-17,${WOMAN}`];
      await ask(rows);
      await htcds("ids.csv", "--report", "r.json");
      const [entry] = JSON.parse(world.files.get("r.json") ?? "").cases;
      const { exit, text } = await ask(rows, entry.digest);
      expect(exit).toBe(EXIT.done);
      // The digest of an id tells the id to anyone with a list of ids.
      expect(text.replaceAll(/\s+/g, " ")).toContain("draft of row 2 (line 3, digest ");
      expect(text).not.toContain(entry.caseIdDigest.slice(0, 8));
    });
  });

  it("prints no line wider than a screen of 80 columns in its help", async () => {
    const { text } = await htcds("--help");
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
