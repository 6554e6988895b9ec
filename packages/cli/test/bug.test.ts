import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CLI_ERRORS, EXIT } from "../src/index.ts";
import { createExampleFiles } from "./example-files.ts";
import { openShell } from "./shell.ts";

vi.setConfig({ testTimeout: 60_000 });

const packThat = (work: string): string => `
export default {
  id: "xn", version: "1.0.0", validFrom: "2026-01-01",
  rules: [{ id: "XN01", codes: ["XN01_NO"], parts: [{ needs: ["env.recipient.country"], evaluate() { ${work} } }] }],
  entries: [{
    id: "XN01", severity: "error", stage: "schema", check: "Nothing goes to XC",
    citation: "Novaian Act, section 1 (invented)", citationStatus: "P", fix: "Send it elsewhere.",
  }],
  messages: [{ locale: "en", codes: { XN01_NO: { text: "No." } } }],
};
`;
const BUG = String.raw`new RangeError("Amina Example\n    at her home", { cause: new SyntaxError("Amina") })`;
const PACKS = {
  "throws.mjs": packThat(`throw ${BUG};`),
  "later.mjs": `setImmediate(() => { throw ${BUG}; }); ${packThat("return [];")}`,
  "rejects.mjs": `await null; void Promise.reject(${BUG}); ${packThat("return [];")}`,
  "reads.mjs": `import { readFileSync } from "node:fs"; ${packThat(`readFileSync("/no/such/\\u202efile");`)}`,
  "text.mjs": packThat(`throw "Amina Example";`),
};

let shell: ReturnType<typeof openShell>;
beforeAll(async () => {
  shell = openShell(new Map([...(await createExampleFiles()), ...Object.entries(PACKS)]));
});
afterAll(() => shell[Symbol.dispose]());

const { title, hint, fault } = CLI_ERRORS.CLI_BUG;

describe("a command that fails in a way that nobody has foreseen", () => {
  it.each(["throws", "later", "rejects"])("says what and where, and no word of it: %s", (name) => {
    const { status, stderr } = shell.run(`safepassage validate prepared.json --pack ${name}.mjs`);
    expect(status).toBe(EXIT.bug);
    expect(stderr).not.toMatch(/Amina|her home/);
    const [first, second, third, ...calls] = stderr.trimEnd().split("\n");
    expect([first, second, third]).toEqual([
      `error: ${title} (CLI_BUG)`,
      `hint: ${hint}`,
      "detail: RangeError, caused by SyntaxError",
    ]);
    expect(calls).toEqual(expect.arrayContaining([expect.stringContaining(`${name}.mjs:`)]));
    expect(calls).toEqual(calls.map(() => expect.stringMatching(/^ {2}at {3}\S/)));
  });

  it("says it as JSON where that was asked for", () => {
    const line = "safepassage validate prepared.json --pack throws.mjs --json";
    const { status, stdout, stderr } = shell.run(line);
    expect([status, stderr]).toEqual([EXIT.bug, ""]);
    expect(stdout).not.toMatch(/Amina|her home/);
    expect(JSON.parse(stdout)).toEqual({
      refused: {
        ...{ code: "CLI_BUG", title, hint, fault, detail: "RangeError, caused by SyntaxError" },
        stack: expect.arrayContaining([expect.stringContaining("throws.mjs:")]),
      },
    });
  });

  it("says which file the system refused, with nothing invisible in its name", () => {
    const { status, stderr } = shell.run("safepassage validate prepared.json --pack reads.mjs");
    expect(status).toBe(EXIT.bug);
    expect(stderr).toContain("\ndetail: ENOENT, open, /no/such/\\u202efile\n");
  });

  it("says little of what is no error", () => {
    const { status, stderr } = shell.run("safepassage validate prepared.json --pack text.mjs");
    expect([status, stderr.split("\n").at(2)]).toEqual([EXIT.bug, "detail: INTERNAL"]);
  });
});
