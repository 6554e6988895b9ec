import { parseJson } from "@safepassage/core";
import {
  type CrosswalkErrorCode,
  crosswalk,
  exportCtdc,
  parseCaseRecord,
  type Standard,
} from "../src/index.ts";

/** A text that leads to each code, and what reads it. */
export const ERROR_CASES: Readonly<
  Record<CrosswalkErrorCode, readonly [text: string, read: (text: string) => unknown]>
> = {
  CROSSWALK_STANDARD_UNKNOWN: ["umf", (text) => crosswalk(text as Standard)],
  CROSSWALK_RECORD_INVALID: ['{"body":[]}', (text) => parseCaseRecord(parseJson(text))],
  CROSSWALK_YEAR_INVALID: ["1899", (text) => exportCtdc({}, { registered: Number(text) })],
};
