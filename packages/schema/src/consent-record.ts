import * as z from "zod";
import { checkPeriod, termsShape } from "./consent.ts";
import type { Consent } from "./context-model.ts";
import { parseForm } from "./form/parse-form.ts";
import { described } from "./note.ts";
import { once } from "./once.ts";
import { refuse } from "./refuse.ts";
import { formText, textSchema } from "./text-schema.ts";

/**
 * What an agency keeps of one consent of one person. It never travels: what a recipient gets is an
 * assertion of a part of it.
 *
 * Nothing in it has a default. What it does not say, no tool says for it.
 *
 * @see ISO/IEC TS 27560
 */
export interface ConsentRecord extends Omit<Consent, "ref" | "subject"> {
  /** The agency's own id of the person, or of her case. Never leaves the agency. */
  readonly person: string;
  /** When she, or who decides for her, gave it. */
  readonly givenAt: string;
}

/**
 * Reads a consent record from untrusted JSON.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, a missing member among them;
 *   `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 * @see docs/spec/consent.md#record
 */
export function parseConsentRecord(input: unknown): ConsentRecord {
  return parseForm(consentRecordSchema(), input);
}

/** The zod type of a {@link ConsentRecord}. */
export function consentRecordSchema(): z.ZodType<ConsentRecord> {
  return once("consent record", () => {
    const schema = z
      .strictObject({
        person: described(formText(PERSON, 128), "your own id of the person, or of her case"),
        givenAt: described(
          textSchema({ t: "instant" }, true),
          "the instant at which it was given, such as 2026-11-01T00:00:00Z",
        ),
        ...termsShape(),
      })
      .check(checkPeriod)
      .check((payload) => {
        const { givenAt, validFrom } = payload.value as unknown as ConsentRecord;
        // Nobody consents to what was done before she was asked.
        if (givenAt > validFrom) refuse(payload, "INTERVAL_REVERSED", ["validFrom"]);
      });
    return schema as unknown as z.ZodType<ConsentRecord>;
  });
}

const PERSON = /^[^\n]+$/;
