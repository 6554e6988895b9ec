import { CoreError, isJsonObject, type JsonObject, parseJson } from "@safepassage/core";
import type { HtcdsProblemCode } from "../errors/problem.ts";
import type { ImportLimits } from "../source/case-source.ts";
import { countLines, createRowSource, type ReadRow, type RowSource } from "../source/read-row.ts";
import { findJsonFault } from "./json-fault.ts";
import { findObjectEnd, isObjectLine } from "./json-frame.ts";
import { createLineIndent, indentOf } from "./line-indent.ts";

/**
 * Creates a reader of JSON: a list of objects, or a sequence of objects as in JSON Lines.
 *
 * Each object is one row, parsed strictly and within the limits of a row. An object that cannot be read
 * is one fault, and reading continues at the next line that begins an object and is not indented
 * further: deeper lines belong to the object that was lost.
 */
export function createJsonReader({ rowCharacters }: ImportLimits): RowSource<JsonObject> {
  let text = "";
  let at = 0;
  let line = 1;
  let isLast = false;
  let rows: ReadRow<JsonObject>[] = [];
  let shape: "list" | "sequence" = "sequence";
  let state: State = "begin";
  let searched = 0;
  const indent = createLineIndent();
  /** Smallest indentation of a line that began an object. */
  let objectIndent = Number.POSITIVE_INFINITY;
  /** Whether a line that may end the list was skipped while lost. */
  let mayBeEnded = false;
  /** Whether the line being skipped continues in the next piece. */
  let isMidLine = false;
  /** Whether the rest of the file is not read. */
  let isOver = false;

  const move = (end: number): void => {
    const passed = text.slice(at, end);
    line += countLines(passed);
    indent.pass(passed);
    at = end;
  };

  const report = (code: HtcdsProblemCode, expected: string): void => {
    rows.push({ line, fault: { code, cell: -1, expected } });
  };

  const stop = (): void => {
    at = text.length;
    isOver = true;
    state = "ended";
  };

  /** Refuses an object, and starts looking for the next line that begins one. */
  const lose = (expected: string, scanned: number): void => {
    if (state !== "lost") report("HTCDS_CASE_MALFORMED", expected);
    state = "lost";
    searched += scanned;
    if (searched <= MAX_SEARCH) {
      passLine();
      return;
    }
    report("HTCDS_REST_UNREAD", "JSON; the search for the next object was given up");
    stop();
  };

  const passLine = (): void => {
    const end = text.indexOf("\n", at);
    isMidLine = end < 0;
    move(isMidLine ? text.length : end + 1);
  };

  /** Reads one object. Returns false if more of the file is needed. */
  const readObject = (): boolean => {
    objectIndent = Math.min(objectIndent, indent.width);
    const end = findObjectEnd(text, at);
    if (end === "open") {
      if (isLast) lose("an object that ends before the file does", text.length - at);
      else if (text.length - at <= rowCharacters) return false;
      else if (state === "lost") lose("", text.length - at);
      else {
        report("HTCDS_ROW_TOO_LARGE", `at most ${rowCharacters} characters in an object`);
        state = "lost";
        passLine();
      }
      return true;
    }
    if (typeof end === "object") {
      // Every character that was read counts: a thousand objects before one broken text are each searched up to it.
      const least = Math.min(text.length - at, 4_096);
      lose("a text that ends on its line", Math.max(least, end.brokenAt - at));
      return true;
    }
    const object = text.slice(at, end);
    const expected = object.length > rowCharacters ? TOO_LARGE : parseCase(object, line);
    if (typeof expected !== "string") {
      rows.push({ line, row: expected });
    } else if (object.includes("\n")) {
      // A malformed object of several lines may have run into the next one.
      lose(expected, object.length);
      return true;
    } else if (state !== "lost") {
      report("HTCDS_CASE_MALFORMED", expected);
    }
    move(end);
    state = "afterObject";
    return true;
  };

  /** Reads the next token or object. Returns false if more of the file is needed. */
  const readOne = (): boolean => {
    if (state === "lost") return seekObject();
    const sign = text.charAt(at);
    if (WHITE.test(sign)) {
      const next = text.slice(at).search(NOT_WHITE);
      move(next < 0 ? text.length : at + next);
      return true;
    }
    if (state === "begin" && sign === "[") {
      shape = "list";
      state = "opened";
      move(at + 1);
      return true;
    }
    if (sign === "{" && state !== "ended") {
      if (shape === "list" && state === "afterObject") {
        report("HTCDS_JSON_MALFORMED", "a comma between two objects");
        state = "afterComma";
      }
      return readObject();
    }
    readSign(sign);
    return true;
  };

  /** Reads a character that is neither white space nor the beginning of an object. */
  const readSign = (sign: string): void => {
    if (state === "ended") {
      report("HTCDS_JSON_MALFORMED", "nothing behind the end of the list");
      stop();
    } else if (sign === "]" && shape === "list") {
      if (state === "afterComma") report("HTCDS_JSON_MALFORMED", "an object behind the comma");
      move(at + 1);
      state = "ended";
    } else if (sign === "," && state === "afterObject") {
      if (shape === "sequence") report("HTCDS_JSON_MALFORMED", "commas only within a list, in [ ]");
      move(at + 1);
      state = "afterComma";
    } else {
      lose("an object, in braces, for each case", 0);
    }
  };

  const seekObject = (): boolean => {
    if (isMidLine) {
      passLine();
      return true;
    }
    const end = text.indexOf("\n", at);
    const seen = text.slice(at, end < 0 ? text.length : end);
    const mayGoOn = end < 0 && !isLast && seen.length <= rowCharacters;
    if (mayGoOn && /^[\s,}]*$/.test(seen)) return false;
    const isWithin = indentOf(seen) > objectIndent;
    if (!isWithin && isObjectLine(seen)) {
      mayBeEnded = false;
      move(at + seen.indexOf("{"));
      return readObject();
    }
    // Note the end of the list while lost too, or every list with a fault would seem cut off.
    if (!isWithin && shape === "list" && /^\s*\]\s*$/.test(seen)) mayBeEnded = true;
    passLine();
    return true;
  };

  return createRowSource((piece, isEnd) => {
    text = piece;
    isLast = isEnd;
    at = isOver ? text.length : 0;
    rows = [];
    let isGoing = true;
    while (isGoing && at < text.length) isGoing = readOne();
    const isWhole = shape === "sequence" || state === "ended" || (state === "lost" && mayBeEnded);
    if (isLast && !isWhole) report("HTCDS_FILE_CUT", "] that ends the list");
    return { rows, at };
  });
}

/** What was read last. `lost`: looking for the next line that begins an object. */
type State = "begin" | "opened" | "afterComma" | "afterObject" | "ended" | "lost";

/** Parses an object. Returns it, or a phrase that says what was expected and where. */
function parseCase(text: string, line: number): JsonObject | string {
  try {
    const value = parseJson(text, {
      maxLength: text.length,
      maxDepth: MAX_DEPTH,
      maxValues: 2_048,
    });
    return isJsonObject(value) ? value : "an object";
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return EXPECTED[error.code] ?? describeFault(text, line);
  }
}

/** @param line - Number of the line on which the text begins. */
function describeFault(text: string, line: number): string {
  const { at, expected } = findJsonFault(text) ?? { at: 0, expected: "an object" };
  const lines = text.slice(0, at).split("\n");
  const column = (lines.at(-1) ?? "").length + 1;
  const place = lines.length === 1 ? "of the object" : `of line ${line + lines.length - 1}`;
  return `JSON (RFC 8259); at character ${column} ${place}, ${expected}`;
}

const MAX_DEPTH = 4;
const MAX_SEARCH = 64 * 1_048_576;
const TOO_LARGE = "an object within the limit of a row";
const WHITE = /[ \t\r\n]/;
const NOT_WHITE = /[^ \t\r\n]/;
const EXPECTED: Readonly<Record<string, string>> = {
  JSON_DUPLICATE_MEMBER: "each member once in an object",
  JSON_FORBIDDEN_MEMBER: "members of the standard",
  JSON_TOO_DEEP: "sections in the object, values in the sections, and nothing deeper",
  JSON_TOO_MANY: "at most 2048 values in an object",
  JSON_BAD_TEXT: "text without lone surrogates",
  JSON_BAD_NUMBER: "numbers that are finite",
};
