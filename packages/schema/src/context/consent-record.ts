import * as z from "zod";
import { parseForm } from "../form/parse-form.ts";
import { described } from "../value/note.ts";
import { once } from "../value/once.ts";
import { refuse } from "../value/refuse.ts";
import { formText, textSchema } from "../value/zod-parts.ts";
import { checkPeriod, termsShape } from "./consent.ts";
import type { Consent } from "./context-model.ts";

/**
 * What an agency keeps about one consent of one person. It never travels: a recipient gets an assertion
 * of a part of it.
 *
 * Nothing in it has a default: no tool adds what it leaves out.
 *
 * @see ISO/IEC TS 27560
 */
export interface ConsentRecord extends Omit<Consent, "ref" | "subject"> {
  /** The agency's own id of the person, or of her case. Never leaves the agency. */
  readonly person: string;
  /** When she, or the person who decides for her, gave it. */
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
  return once("consent record", () =>
    z
      .strictObject({
        person: described(formText(PERSON, 128), "your own id of the person, or of her case"),
        givenAt: described(
          textSchema({ t: "instant" }),
          "the instant at which it was given, such as 2026-11-01T00:00:00Z",
        ),
        ...termsShape(),
      })
      .check(checkPeriod)
      .check((payload) => {
        const { givenAt, validFrom } = payload.value;
        // Nobody consents to the past.
        if (givenAt > validFrom) refuse(payload, "INTERVAL_REVERSED", ["validFrom"]);
      }),
  );
}

const PERSON = /^[^\n]+$/;
