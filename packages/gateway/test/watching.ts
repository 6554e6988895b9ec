import type { LogEvent } from "@safepassage/agency";
import { expect } from "vitest";
import {
  type AlarmPace,
  type Operation,
  type OperationConfig,
  openOperation,
} from "../src/index.ts";

/** One line of a log, read again. */
export type Line = LogEvent & {
  readonly time: string;
  readonly level: string;
  readonly text: string;
  readonly stack?: readonly string[];
};

export const SECRET = "a-secret-of-the-webhook-of-32-characters";

/** An operation whose lines are kept, with files of its own; alarms are told and repeated fast. */
export function watch(
  config: OperationConfig = {},
  files: Readonly<Record<string, string>> = {},
  pace: AlarmPace = {},
): { readonly operation: Operation; readonly lines: () => readonly Line[] } {
  const written: string[] = [];
  const operation = openOperation(config, {
    write: (line) => written.push(line),
    readFile(name) {
      const text = files[name] ?? (name === "hook.key" ? SECRET : undefined);
      if (text === undefined) throw new Error(`no file ${name}`);
      return text;
    },
    version: "0.1.0",
    pace: { lookMs: 40, gatherMs: 10, timeoutMs: 5000, retryMs: 10, figuresMs: 0, ...pace },
  });
  return { operation, lines: () => written.map((line) => JSON.parse(line) as Line) };
}

/** Waits until something is as expected: other work may keep this machine busy. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 15_000, interval: 20 });
