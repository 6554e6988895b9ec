import { isJsonObject } from "@safepassage/core";
import { type Body, parseBody, parseDecodedMessage, parseDraft } from "@safepassage/schema";
import { CrosswalkError } from "./crosswalk-error.ts";

/** The groups of a record, and the handling conditions under which it was received. */
export interface CaseRecord {
  readonly body: Body;
  /** Handling conditions of the message; empty for a case of the agency itself. */
  readonly conditions: readonly string[];
}

/**
 * Parses a draft, a decoded message, or an imported case (an object with `groups`).
 *
 * @throws {@link CrosswalkError} `CROSSWALK_RECORD_INVALID` for anything else; `SchemaError` if a part
 *   does not match the catalogue.
 */
export function parseCaseRecord(input: unknown): CaseRecord {
  const record = isJsonObject(input) ? input : {};
  if (Object.hasOwn(record, "groups")) {
    return { body: parseBody(record["groups"]), conditions: [] };
  }
  if (!Object.hasOwn(record, "clear") || !Object.hasOwn(record, "body")) {
    throw new CrosswalkError("CROSSWALK_RECORD_INVALID", "neither groups nor clear and body");
  }
  const { clear } = record;
  const isDecoded = isJsonObject(clear) && Object.hasOwn(clear, "env.digest.body");
  const message = isDecoded ? parseDecodedMessage(input) : parseDraft(input);
  return { body: message.body, conditions: message.clear["env.handling.conditions"] };
}
