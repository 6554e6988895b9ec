import { readFileSync } from "node:fs";
import type { DraftRequest } from "@safepassage/agency";
import { type Json, parseJson } from "@safepassage/core";
import { type ConsentRecord, parseConsentRecord } from "@safepassage/schema";

/**
 * Reads a draft request as a case system hands it to its gateway, with its dates moved from the day
 * it was written to today: whoever plays the demo next year wants no alert that has run out.
 *
 * @see docs/spec/gateway.md, Draft request
 */
export function readDraft(name: string, now: Date): DraftRequest {
  return readMoved(`${name}.draft.json`, now) as DraftRequest;
}

/** Reads a consent record that an invented agency keeps, with its dates moved as those of drafts. */
export function readConsentRecord(file: string, now: Date): ConsentRecord {
  return parseConsentRecord(readMoved(file, now));
}

function readMoved(file: string, now: Date): Json {
  const written = parseJson(readFileSync(new URL(`../data/${file}`, import.meta.url), "utf8"));
  return moved(written, Math.floor((now.getTime() - WRITTEN) / DAY_MS), now);
}

/** Days and instants of the year of writing and later are about the case; earlier ones a birth. */
function moved(value: Json, days: number, now: Date, member = ""): Json {
  if (Array.isArray(value)) return value.map((item) => moved(item, days, now, member));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, moved(item, days, now, name)]),
    );
  }
  if (typeof value !== "string") return value;
  if (member === "asOf") return now.toISOString().slice(0, 7);
  const [, day, time = ""] = /^(\d{4}-\d{2}-\d{2})(T[\d:]{8}Z)?$/.exec(value) ?? [];
  if (day === undefined || day < FIRST_DAY) return value;
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10) + time;
}

const WRITTEN = Date.parse("2026-11-24T00:00:00Z");
const FIRST_DAY = "2026-01-01";
const DAY_MS = 86_400_000;
