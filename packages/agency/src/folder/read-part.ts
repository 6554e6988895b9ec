import { readdirSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { decodeUtf8, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { readFile } from "../setting/read-file.ts";
import { type FolderFault, faultsOf, folderFault, type Part } from "./fault.ts";
import { findDuplicate } from "./find-duplicate.ts";
import { missing } from "./missing.ts";

/** Reads the octets of a file in the folder of an agency. A pipe or a device is never opened. */
export function readOctetsPart(folder: string, file: string): Part<Uint8Array> {
  const found = lookAt(folder, file);
  if (found === undefined) return absent(missing(file));
  if (found === "unreadable") return absent(folderFault("FILE_UNREADABLE", file));
  if (!found.isFile()) return absent(folderFault("NOT_A_FILE", file));
  if (found.size > MOST_OCTETS) return absent(folderFault("FILE_TOO_LARGE", file));
  try {
    return { value: readFile(resolve(folder, file)), faults: [] };
  } catch {
    return absent(folderFault("FILE_UNREADABLE", file));
  }
}

/** Reads the text of a file, without white space around it. */
export function readTextPart(folder: string, file: string): Part<string> {
  return ofPart(readOctetsPart(folder, file), (octets) => {
    let text: string;
    try {
      text = decodeUtf8(octets).trim();
    } catch {
      return absent(folderFault("FILE_NOT_TEXT", file));
    }
    return text === "" ? absent(folderFault("FILE_EMPTY", file)) : { value: text, faults: [] };
  });
}

/** Reads a JSON file and parses it. */
export function readPart<T>(folder: string, file: string, parse: (json: Json) => T): Part<T> {
  return ofPart(readTextPart(folder, file), (text) => parsePart(file, text, parse));
}

/** Parses the text of a JSON file. */
export function parsePart<T>(file: string, text: string, parse: (json: Json) => T): Part<T> {
  try {
    return { value: parse(parseJson(text)), faults: [] };
  } catch (error) {
    return { value: undefined, faults: faultsOf(file, error, placeIn(text, error)) };
  }
}

/** Lists the names in a folder of the agency, without hidden files of editors and systems. */
export function readNames(folder: string, name: string): Part<readonly string[]> {
  const found = lookAt(folder, name);
  if (found === undefined) return { value: [], faults: [] };
  if (found === "unreadable") return absent(folderFault("FILE_UNREADABLE", name));
  if (!found.isDirectory()) return absent(folderFault("NOT_A_FOLDER", name));
  try {
    const names = readdirSync(resolve(folder, name)).filter((entry) => !entry.startsWith("."));
    return { value: names.sort(), faults: [] };
  } catch {
    return absent(folderFault("FILE_UNREADABLE", name));
  }
}

/** Goes on with a part that can be used. */
export function ofPart<A, B>(part: Part<A>, work: (value: A) => Part<B>): Part<B> {
  return part.value === undefined ? { value: undefined, faults: part.faults } : work(part.value);
}

/** What stands at a path; `undefined` for nothing. */
export function lookAt(folder: string, file: string): Stats | "unreadable" | undefined {
  try {
    return statSync(resolve(folder, file), { throwIfNoEntry: false });
  } catch {
    return "unreadable";
  }
}

const absent = <T>(...faults: readonly FolderFault[]): Part<T> => ({ value: undefined, faults });

/** Where a text stops being JSON. The engine's message is used for nothing else: it quotes the text. */
function placeIn(text: string, error: unknown): string | undefined {
  if (!(error instanceof ProtocolError)) return undefined;
  if (error.code === "JSON_DUPLICATE_MEMBER") return placeOf(text, findDuplicate(text));
  if (error.code !== "JSON_MALFORMED") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (native) {
    const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec(String(native)) ?? [];
    return line === undefined ? undefined : `line ${line}, column ${column}`;
  }
}

function placeOf(text: string, at: number | undefined): string | undefined {
  if (at === undefined) return undefined;
  const before = text.slice(0, at).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

const MOST_OCTETS = 8_388_608;
