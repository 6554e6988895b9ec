import { visible } from "@safepassage/core";
import type { Command } from "commander";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { run } from "../src/index.ts";
import { createVisibleIo } from "../src/io/visible-io.ts";
import { createProgram } from "../src/program.ts";
import { createExampleFiles } from "./example-files.ts";
import { examplesOf } from "./examples.ts";
import { createMemoryIo } from "./memory-io.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A line end, and one sign of each kind that moves, hides or turns what stands beside it. */
const HOSTILE =
  "\r\n\t\u001b[2J\u0007\u007f\u009b2J\u0085\u061c\u200b\u200e\u202e\u2028\u2029\u2060\u2066\ufeff\u{e0041}\u00ad\ud800";
/** Without what a file of octets cannot hold, for names that come from there. */
const WELL_FORMED = HOSTILE.slice(0, -1);

let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  files = await createExampleFiles();
});

const program = createProgram(createVisibleIo(createMemoryIo(new Map(), new Date(0))), () => {});
const commands = leavesOf(program);
const shown = commands.flatMap((command) =>
  examplesOf(helpOf(command)).flatMap((example) =>
    example
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([name]) => name === "safepassage")
      .map(([, ...words]) => words.filter((word) => word !== ">"))
      // Nothing that is waited for comes here.
      .map((words) => words.map((word, at) => (words[at - 1] === "--wait" ? "0" : word))),
  ),
);
/** Each line once: examples begin alike. */
const lines = [...new Map(shown.map((words) => [words.join(" "), words])).values()];

describe("what the program shows", () => {
  it("is asked of every command that there is", () => {
    const asked = new Set(lines.map((words) => words.join(" ")));
    for (const command of commands) {
      const path = pathOf(command);
      expect([...asked].filter((line) => `${line} `.startsWith(`${path} `))).not.toEqual([]);
    }
    expect(commands.length).toBeGreaterThanOrEqual(16);
  });

  it.each(["names of files", "values of options"] as const)(
    "has nothing that cannot be seen in it, whatever the %s",
    async (what) => {
      for (const words of lines) {
        const isFile = (word: string): boolean => /^[\w-]+(\.[\w-]+)+$/.test(word);
        const isValue = (word: string, at: number): boolean =>
          !word.startsWith("-") && at >= 2 && !isFile(word);
        const isMeant = what === "names of files" ? isFile : isValue;
        const changed = words.map((word, at) => (isMeant(word, at) ? word + HOSTILE : word));
        const world = new Map(
          [...files].map(([name, text]) => [isMeant(name, 0) ? name + HOSTILE : name, text]),
        );
        await expectVisible(changed, world);
      }
    },
  );

  it.each(["keys", "values"] as const)(
    "has nothing that cannot be seen in it, whatever the %s of what it reads",
    async (what) => {
      for (const words of lines) {
        for (const name of new Set(words.filter((word) => files.has(word)))) {
          for (const text of hostileForms(files.get(name) ?? "", what)) {
            await expectVisible(words, new Map(files).set(name, text));
          }
        }
      }
    },
  );

  it("says which command or option is unknown, and shows what it was called", async () => {
    for (const words of [
      [HOSTILE],
      ["keys", HOSTILE],
      ["validate", `--${HOSTILE}`],
      [`-${HOSTILE}`],
    ]) {
      const shown = await expectVisible(words, new Map());
      expect(shown).not.toBe("");
    }
  });

  it("is written as it is into files", async () => {
    const name = `a${WELL_FORMED}.key`;
    const io = createMemoryIo(new Map(), new Date(0));
    expect(await run(["keys", "generate", "--alg", "ES256", "--out", name], io)).toBe(0);
    expect([...io.files.keys()]).toEqual([name]);
    expect(io.stdout.join()).toContain(visible(name));
  });

  it("as JSON says the value that was read", async () => {
    const claims = { iss: "https://issuer.example", [`a${WELL_FORMED}`]: WELL_FORMED };
    const world = new Map(files).set("claims.json", JSON.stringify(claims));
    const io = createMemoryIo(world, new Date());
    const issue = "sd-jwt issue claims.json --key issuer.key --typ a --out made.txt".split(" ");
    expect([await run(issue, io), io.stderr]).toEqual([0, expect.anything()]);
    const verify = "sd-jwt verify made.txt --issuer-key issuer.jwk --typ a --key-binding forbidden";
    io.stdout.length = 0;
    expect(await run(verify.split(" "), io)).toBe(0);
    expect(JSON.parse(io.stdout.join("\n"))).toEqual(claims);
    for (const line of io.stdout.join("\n").split("\n")) expect(visible(line)).toBe(line);
  });
});

/** Runs a command for a person and for a program. */
async function expectVisible(
  words: readonly string[],
  world: ReadonlyMap<string, string>,
): Promise<string> {
  let all = "";
  for (const more of [[], ["--json"], ...(words[0] === "validate" ? [["--format", "html"]] : [])]) {
    const io = createMemoryIo(
      new Map([...world].filter(([name]) => !isWritten(words, name))),
      new Date(),
    );
    await run([...words, ...more], io);
    const shown = [...io.stdout, ...io.stderr, ...io.shown].join("\n");
    // Line ends are those of texts of several lines: no hostile one comes without its neighbours.
    const escaped = shown.split("\n").map(visible).join("\n");
    expect(shown, words.join(" ")).toBe(escaped);
    expect(shown).not.toContain("\r");
    all += shown;
  }
  return all;
}

function isWritten(words: readonly string[], name: string): boolean {
  return words.some((word, at) => word === name && WRITES.has(words[at - 1] ?? ""));
}

/** Texts of the same form in which a name or a value is hostile, one place after the other. */
function hostileForms(text: string, what: "keys" | "values"): readonly string[] {
  const forms = [WELL_FORMED + text, text.slice(0, 40) + WELL_FORMED + text.slice(40)];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return forms;
  }
  const places = Math.min(PLACES, change(value, what, -1).places);
  return [...Array(places).keys()]
    .map((at) => JSON.stringify(change(value, what, at).value))
    .concat(forms);
}

/** Makes the place with a number hostile, and counts the places. */
function change(
  root: unknown,
  what: "keys" | "values",
  at: number,
): { value: unknown; places: number } {
  let places = 0;
  const isIt = (): boolean => places++ === at;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === "object" && value !== null) {
      const members = Object.entries(value).map(([name, member]) => [
        what === "keys" && isIt() ? name + WELL_FORMED : name,
        walk(member),
      ]);
      return Object.fromEntries(members);
    }
    return what === "values" && isIt() ? `${String(value)}${WELL_FORMED}` : value;
  };
  return { value: walk(root), places };
}

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function pathOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one?.parent != null; one = one.parent) {
    names.unshift(one.name());
  }
  return names.join(" ");
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (more) => {
      text += more;
    },
  });
  command.outputHelp();
  return text;
}

const WRITES: ReadonlySet<string> = new Set(["--out", "--keep", "--receipts", "--report"]);
/** Places of one file that are tried. */
const PLACES = 12;
