import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { EXIT } from "../src/index.ts";
import { createExampleFiles } from "./example-files.ts";
import { openShell } from "./shell.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A pack as an agency writes it in JavaScript, without any import. */
const PACK = `
const rule = {
  id: "XN01",
  codes: ["XN01_NOT_HERE"],
  parts: [{
    needs: ["env.recipient.country"],
    evaluate: ({ claims }) => claims["env.recipient.country"] === "XC"
      ? [{ code: "XN01_NOT_HERE", pointer: "/clear/env.recipient.country", field: "env.recipient.country" }]
      : "notApplicable",
  }],
};
const entry = {
  id: "XN01", severity: "error", stage: "schema", check: "Nothing goes to XC",
  citation: "Novaian Act, section 1 (invented)", citationStatus: "P", fix: "Send it elsewhere.",
};
export default {
  id: "xn", version: "1.0.0", validFrom: "2026-01-01", rules: [rule], entries: [entry],
  messages: [{ locale: "en", codes: { XN01_NOT_HERE: { text: "Novaia sends nothing to this State." } } }],
};
`;

let shell: ReturnType<typeof openShell>;
beforeAll(async () => {
  const files = new Map(await createExampleFiles());
  files.set("xn.mjs", PACK);
  shell = openShell(files);
});
afterAll(() => shell[Symbol.dispose]());

it("judges by a pack of the agency's own beside all others", () => {
  const without = shell.run("safepassage validate prepared.json --json");
  expect(JSON.parse(without.stdout).findings).toEqual([]);
  const { stdout, status } = shell.run("safepassage validate prepared.json --pack xn.mjs --json");
  expect(status).toBe(EXIT.refused);
  const { verdict, findings, packs } = JSON.parse(stdout);
  expect(verdict).toBe("reject");
  expect(packs).toContain("xn 1.0.0");
  expect(findings).toEqual([
    expect.objectContaining({ rule: "XN01", sentence: "Novaia sends nothing to this State." }),
  ]);
});
