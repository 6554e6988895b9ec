import { parseBody } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import { CROSSWALK, type ImportedCase } from "../src/index.ts";
import { importSample, sampleFile, sampleJson } from "./sample.ts";

const FILES = ["ngo-b.csv", "ngo-b.json", "police-d.csv"];

/** A case as the vectors write it: random ids are replaced by the order of the groups. */
function toExpected({ row, line, digest, groups, leftBehind }: ImportedCase) {
  const gids = Object.keys(groups);
  return {
    row,
    line,
    digest,
    groups: Object.values(groups).map(({ kind, links, meta: _, leaves, ...header }) => ({
      kind,
      links: links.map((link) => gids.indexOf(link)),
      ...header,
      leaves: leaves.filter(({ f }) => f !== "subject.pseudonym"),
    })),
    leftBehind: leftBehind
      .filter(({ hadValue }) => hadValue)
      .map(({ column, reason }) => `${column} ${reason}`),
  };
}

describe.each(FILES)("the sample %s", (name) => {
  test("comes out as its vectors say", async () => {
    const { cases, report } = await importSample(name);
    const made = JSON.parse(JSON.stringify({ cases: cases.map(toExpected), report }));
    expect(made).toEqual((sampleJson("expected.json") as Record<string, unknown>)[name]);
  });

  test("has only columns of the standard, and its cases are bodies of the protocol", async () => {
    const { cases, report } = await importSample(name);
    const columns = CROSSWALK.map(({ column }) => column);
    const seen = [...report.mapped, ...report.leftBehind].map(({ column }) => column);
    expect(seen.filter((column) => !columns.includes(column))).toEqual([]);
    expect(report.problems.map(({ code }) => code)).not.toContain("HTCDS_COLUMN_UNKNOWN");
    for (const { groups } of cases) {
      expect(parseBody(groups)).toBe(groups);
    }
  });

  test("holds more than anyone should get: of the first case, free text, whereabouts and staff", async () => {
    const { cases } = await importSample(name);
    const left = cases[0]?.leftBehind.filter(({ hadValue }) => hadValue) ?? [];
    expect(left.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(["freeText", "whereabouts", "staff", "consent"]),
    );
  });
});

describe("the sample", () => {
  test("has at least forty cases, and every slip that its README lists", async () => {
    const reports = await Promise.all(FILES.map(async (name) => (await importSample(name)).report));
    expect(reports.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThanOrEqual(40);
    const kinds = new Set(reports.flatMap(({ normalised }) => normalised.map(({ kind }) => kind)));
    const codes = new Set(reports.flatMap(({ problems }) => problems.map(({ code }) => code)));
    const readme = new TextDecoder().decode(sampleFile("README.md"));
    const slips = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, slip]) => slip ?? "");
    expect(slips.length).toBeGreaterThan(12);
    const found = new Set<string>([...kinds, ...codes]);
    expect(slips.filter((slip) => !found.has(slip))).toEqual([]);
    expect([...found].filter((slip) => !slips.includes(slip))).toEqual([]);
  });

  test("names no country, telephone or mail address that could be real", () => {
    for (const name of FILES) {
      const text = new TextDecoder().decode(sampleFile(name));
      for (const [mail] of text.matchAll(/[^\s",;]+@[^\s",;]+/g)) {
        if (!mail.startsWith("=")) expect(mail).toMatch(/@mail\.test$/);
      }
      for (const [digits] of text.matchAll(/\+?\(?\+?\d[\d ()-]{9,}/g)) {
        // Country code 999 is not assigned, a national 0555 has none; dates have another form.
        if (!/\d{4}-\d{2}/.test(digits)) expect(digits).toMatch(/^\(?\+?\(?(999|0555)/);
      }
    }
  });
});
