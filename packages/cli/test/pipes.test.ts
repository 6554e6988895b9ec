import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createExampleFiles } from "./example-files.ts";
import { type CommandHost, openCommandHost } from "./open-command-host.ts";
import { openShell, type Shell } from "./shell.ts";

// Some lines are processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const CONTEXT = "--agreement agr.json --registry registry.json";
/** A command with one of the files that it reads. */
const READS = [
  ["draft.json", `safepassage prepare draft.json ${CONTEXT} --out m.json`],
  ["registry.json", `safepassage prepare draft.json ${CONTEXT} --out m.json`],
  ["ngo-b.key", "safepassage keys public ngo-b.key"],
  ["message.jwe", `safepassage validate message.jwe ${CONTEXT}`],
  ["receipts.txt", "safepassage receipt receipts.txt --registry registry.json"],
  ["kept.json", "safepassage evidence kept.json --out message2.jwt"],
  ["case.json", "safepassage export ctdc case.json"],
  ["cases.csv", "safepassage import htcds cases.csv --statement statement.json"],
  ["held.txt", "safepassage sd-jwt present held.txt"],
  ["pack.mjs", "safepassage validate prepared.json --pack pack.mjs"],
] as const;

let files: ReadonlyMap<string, string>;
let host: CommandHost;
beforeAll(async () => {
  host = openCommandHost();
  files = await createExampleFiles();
});
afterAll(() => host.close());

describe("a named pipe in the place of a file", () => {
  it.each(READS)("is refused, and nobody waits: %s in %s", async (name, line) => {
    using shell = openShell(new Map([...files].filter(([other]) => other !== name)));
    makePipe(shell, name);
    const { status, stderr } = await host.run(shell, line);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        `detail: ${name} is a named pipe; what a command writes is read from - or <(command)`,
      ),
    });
  });

  it("is refused in a folder, and the other files are judged", () => {
    using shell = openShell(files);
    mkdirSync(join(shell.folder, "inside"));
    makePipe(shell, "inside/a.json");
    const { status, stdout, stderr } = shell.run(
      "cp prepared.json inside/b.json\nsafepassage validate inside",
    );
    expect(status).toBe(2);
    expect(stderr).toContain("inside/a.json is a named pipe");
    expect(stdout).toContain("inside/b.json");
  });

  it("is refused through a link", () => {
    using shell = openShell(files);
    makePipe(shell, "pipe");
    const { status, stderr } = shell.run("ln -s pipe a.json\nsafepassage validate a.json");
    expect([status, stderr]).toEqual([2, expect.stringContaining("a.json is a named pipe")]);
  });
});

describe("what a shell has opened", () => {
  it.each([
    ["a pipe", "cat prepared.json | safepassage prepare /dev/stdin"],
    ["a file", "safepassage prepare /dev/fd/3 3<prepared.json"],
    ["a pipe under another number", "cat prepared.json | safepassage prepare /dev/fd/3 3<&0"],
    ["a document of the shell", "safepassage prepare /dev/fd/3 3<<E\n$(cat prepared.json)\nE"],
  ])("is read: %s", (_, line) => {
    using shell = openShell(files);
    const [first = "", ...rest] = line.split("\n");
    const lines = [first.replace(/ prepare \S+/, `$& ${CONTEXT} --out m.json`), ...rest];
    const { status, stderr } = shell.run(lines.join("\n"));
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.anything() });
  });

  // What reads a registry and an agreement needs the registry twice: for itself, and for the signatures of the agreement.
  it.each([
    ["prepare", "prepare prepared.json --out m.json"],
    ["issue", "issue prepared.json --key ngo-b.key --to ngo-c.epochs --out m.jwe"],
    ["open", "open message.jwe --as https://ngo-c.test --epoch-key ngo-c.epoch.key"],
    ["validate", "validate prepared.json"],
    [
      "import",
      "import htcds cases.csv --statement statement.json --request request.json --as https://ngo-b.test --officer-assurance 2 --key ngo-b.key",
    ],
  ])("is a registry for %s: standard input, or a pipe under another number", (_, line) => {
    using shell = openShell(files);
    const command = `safepassage ${line} --agreement agr.json --registry`;
    const piped = shell.run(`cat registry.json | ${command} -`);
    expect({ status: piped.status, stderr: piped.stderr }).toEqual({ status: 0, stderr: "" });
    shell.run("rm -f m.json m.jwe");
    const numbered = shell.run(`cat registry.json | ${command} /dev/fd/3 3<&0`);
    expect({ status: numbered.status, stderr: numbered.stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.each([
    ["standard input", "-", "-"],
    ["standard input by both of its names", "-", "/dev/stdin"],
    ["a file under another number", "/dev/fd/3", "/dev/fd/3"],
  ])("is no two files at once: %s", (_, one, other) => {
    using shell = openShell(files);
    const { status, stdout, stderr } = shell.run(
      `safepassage prepare ${one} --agreement agr.json --registry ${other} <prepared.json 3<prepared.json`,
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/is named twice, and can be read once/),
    });
  });

  it("is refused where it is a folder", () => {
    using shell = openShell(files);
    for (const line of ["validate -", "keys public -", "export ctdc -"]) {
      const { status, stderr } = shell.run(`safepassage ${line} < .`);
      expect([line, status]).toEqual([line, 2]);
      expect(stderr).toContain("standard input is a folder");
    }
  });

  it("is read by validate, too", () => {
    using shell = openShell(files);
    const { status } = shell.run("cat prepared.json | safepassage validate /dev/fd/0");
    expect(status).toBe(0);
  });
});

it("refuses a device and a socket in the place of a file", async () => {
  using shell = openShell(files);
  const place = join(shell.folder, "s.json");
  const server = createServer().listen(place);
  try {
    for (const [name, kind] of [
      ["/dev/zero", "a device"],
      ["s.json", "a socket"],
      [".", "a folder"],
    ]) {
      const { status, stderr } = await host.run(shell, `safepassage keys public ${name}`);
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringContaining(`${name} is ${kind}`),
      });
    }
  } finally {
    server.close();
  }
});

function makePipe(shell: Shell, name: string): void {
  expect(shell.run(`mkfifo ${name}`).status).toBe(0);
}
