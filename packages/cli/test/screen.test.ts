import { afterEach, expect, it, vi } from "vitest";
import { createNodeIo } from "../src/io/node-io.ts";

const undo: (() => void)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const one of undo.splice(0)) one();
});

/** Makes an output a screen. */
function makeScreen(stream: NodeJS.WriteStream, columns: number): void {
  for (const [name, value] of Object.entries({ isTTY: true, hasColors: () => true, columns })) {
    const known = Object.getOwnPropertyDescriptor(stream, name);
    Object.defineProperty(stream, name, { value, configurable: true });
    undo.push(() => {
      Reflect.deleteProperty(stream, name);
      if (known !== undefined) Object.defineProperty(stream, name, known);
    });
  }
}

it("is taken for one of the usual width, where it says that it has none", () => {
  makeScreen(process.stdout, 0);
  expect(createNodeIo().width).toBe(100);
});

it.each([
  ["a long name", `12 messages judged, at ${"folder/".repeat(20)}a.json`, 40],
  ["letters that may be wide", `12 messages judged, at ${"事件".repeat(20)}`, 40],
  ["a narrow screen", "12 messages judged, at a.json", 8],
  ["one that says it has no width", "12 messages judged, at a.json", 0],
])("shows progress on one line of the screen, which can be cleared: %s", (_, text, columns) => {
  makeScreen(process.stderr, columns);
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((piece) => written.push(String(piece)) > 0);
  const io = createNodeIo();
  io.progress(text);
  io.progress("");
  const [shown = "", cleared] = written;
  const line = shown.slice(CLEAR.length);
  expect(text.startsWith(line) && line !== "").toBe(true);
  const places = [...line].reduce((sum, sign) => sum + (sign > "~" ? 2 : 1), 0);
  expect(places).toBeLessThan(columns || 80);
  expect(cleared).toBe(CLEAR);
});

const CLEAR = "\r\u001b[K";
