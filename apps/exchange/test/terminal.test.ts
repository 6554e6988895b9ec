import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readExpectations } from "../src/play/expectations.ts";
import { PLAYED, sceneOf } from "../src/play/scene.ts";
import { showOpening, showResult, showScenesOnly } from "../src/show/show-summary.ts";
import { createTerminal, type Terminal } from "../src/show/terminal.ts";

describe("a rule", () => {
  it.each([72, 80, 100])(
    "with a long title is broken into lines of at most %i characters",
    (columns) => {
      const title =
        "S01  An NGO in B refers a person who moves on to C to an NGO there, for assistance";
      const stream = Object.assign(new PassThrough(), { columns });
      createTerminal(stream as unknown as NodeJS.WriteStream, { colour: false }).rule(title);
      const lines = String(stream.read()).trimEnd().split("\n");
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      expect(lines.at(-1)?.length).toBe(columns);
      const words = lines.join(" ").replaceAll("━", " ").split(/\s+/).join(" ").trim();
      expect(words).toBe(title.replace("  ", " "));
    },
  );
});

describe("a style of several sequences", () => {
  it("is kept beside a style that begins as it does", () => {
    const stream = new PassThrough();
    const terminal = createTerminal(stream as unknown as NodeJS.WriteStream, { colour: true });
    terminal.line(`${terminal.style("bold", "a")}${terminal.style(["bold", "cyan"], "b")}`);
    const shown = String(stream.read());
    expect(stripVTControlCharacters(shown)).toBe("ab\n");
    expect(shown).toContain(`${ESCAPE}[36m`);
  });
});

describe("a terminal for which no colour was chosen", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const { getColorDepth, hasColors } = WriteStream.prototype;

  it.each([
    ["shows colours", {}, true],
    ["shows none where NO_COLOR asks for that", { NO_COLOR: "1" }, false],
    ["shows none where it can show none", { TERM: "dumb" }, false],
  ])("%s", (_, environment, expected) => {
    const usual = { TERM: "xterm-256color", NO_COLOR: "", NODE_DISABLE_COLORS: "" };
    for (const [name, value] of Object.entries({ ...usual, ...environment })) {
      vi.stubEnv(name, value);
    }
    // These decide about colours too, and build machines set some of them.
    for (const name of ["FORCE_COLOR", "CI", "TEAMCITY_VERSION"]) vi.stubEnv(name, undefined);
    const stream = Object.assign(new PassThrough(), { isTTY: true, getColorDepth, hasColors });
    const terminal = createTerminal(stream as unknown as NodeJS.WriteStream);
    terminal.line(terminal.style("red", "no"));
    expect(String(stream.read()).includes(ESCAPE)).toBe(expected);
  });
});

describe("a summary", () => {
  it.each([80, 110])("of all scenes has at most forty lines of %i characters", (columns) => {
    const stream = Object.assign(new PassThrough(), { columns });
    const terminal = createTerminal(stream as unknown as NodeJS.WriteStream, { colour: false });
    const expectations = readExpectations();
    const expected = (id: string) => {
      const found = expectations.get(id);
      if (found === undefined) throw new Error(`no message ${id}`);
      return found;
    };
    const audience = showScenesOnly(terminal);
    showOpening(terminal);
    for (const id of PLAYED) {
      const scene = sceneOf({ expected }, id);
      audience.begin(scene);
      audience.end(scene, []);
    }
    showResult(terminal, { messages: 25, differences: [] });
    const lines = String(stream.read()).trimEnd().split("\n");
    // One more for the verdicts of each scene.
    expect(lines.length + PLAYED.length).toBeLessThanOrEqual(40);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.filter((line) => line.includes("✓"))).toHaveLength(PLAYED.length);
  });
});

const ESCAPE = String.fromCharCode(27);

describe("a terminal", () => {
  const write = (colour: boolean, act: (terminal: Terminal) => void): string => {
    const stream = new PassThrough();
    act(createTerminal(stream as unknown as NodeJS.WriteStream, { colour }));
    return String(stream.read());
  };
  const hostile = "a\u001b[2J\n\u009b2J\u202eb";
  const escaped = "a\\u001b[2J\\u000a\\u009b2J\\u202eb";

  it.each([true, false])("shows nothing that cannot be seen, with colour %s", (colour) => {
    const shown = write(colour, (terminal) => {
      terminal.line(hostile);
      terminal.paragraph(hostile);
      terminal.rule(hostile);
      terminal.table([["x", hostile]]);
      terminal.line(terminal.style("red", hostile));
    });
    expect(shown.split(escaped)).toHaveLength(6);
    expect(stripVTControlCharacters(shown).replaceAll("\n", "")).not.toMatch(/[\p{C}]/u);
    expect(shown).not.toContain("\u001b[2J");
  });

  it("keeps the colours that it was asked for", () => {
    const shown = write(true, (terminal) => terminal.line(terminal.style(["bold", "red"], "no")));
    expect(shown).toBe("\u001b[1m\u001b[31mno\u001b[39m\u001b[22m\n");
  });
});
