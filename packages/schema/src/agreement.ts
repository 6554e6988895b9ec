import type { Json } from "@safepassage/core";
import * as z from "zod";
import { LADDERS } from "./catalogue/catalogue.ts";
import type { Agreement, AgreementRow } from "./context-model.ts";
import { DURATION } from "./edtf.ts";
import { parseForm } from "./form/parse-form.ts";
import { note } from "./note.ts";
import { once } from "./once.ts";
import { refuse } from "./refuse.ts";
import { formText, textSchema } from "./text-schema.ts";
import { boundedList, listSchema } from "./value-schema.ts";

/**
 * Reads an agreement from untrusted JSON.
 *
 * That it was signed by its parties and that its digest is right is checked by whoever reads it
 * from a file or the network.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseAgreement(input: unknown): Agreement {
  return parseForm(agreementSchema(), input);
}

/** The zod type of an {@link Agreement}. */
export function agreementSchema(): z.ZodType<Agreement> {
  return once("agreement", buildAgreement);
}

function buildAgreement(): z.ZodType<Agreement> {
  const agency = textSchema({ t: "agency" }, true);
  const digest = textSchema({ t: "digest", alg: "sha-256" }, true);
  const purpose = textSchema({ t: "enum", list: "purpose" }, true);
  const day = textSchema({ t: "date", profile: "day" }, true);
  const semver = textSchema({ t: "pattern", pattern: "semver" }, true);
  const duration = formText(DURATION, 16);
  const set = (item: z.ZodType<Json>, min: number, max: number) => listSchema(item, min, max);

  const schema = z.strictObject({
    id: textSchema({ t: "pattern", pattern: "agreement_id" }, true),
    version: semver,
    sha256: digest,
    state: z.enum(["inForce", "suspended", "ended"]),
    from: day,
    until: day,
    parties: set(agency, 2, MAX_PARTIES),
    purposes: set(purpose, 1, 14),
    purposeDefault: z.boolean(),
    rows: set(rowSchema(), 0, MAX_ROWS),
    nationalProvisions: set(
      z.strictObject({
        purpose,
        basis: textSchema({ t: "pattern", pattern: "legal_basis" }, true),
      }),
      0,
      MAX_PROVISIONS,
    ),
    noIdentificationClause: z.boolean(),
    quasiIdentifierBound: z.int().min(0).max(64),
    k: z.int().min(3).max(100),
    epsilonBudget: formText(BUDGET, 16),
    staleness: duration,
    domesticConditions: set(textSchema({ t: "enum", list: "handling_conditions" }, true), 0, 64),
    schengenAsEu: z.boolean(),
    minAssurance: z.int().min(1).max(3),
    equivalentRegimes: set(textSchema({ t: "enum", list: "regime" }, true), 0, 16),
    roles: z.strictObject({
      controllers: set(agency, 1, MAX_PARTIES),
      joint: z.boolean(),
      processors: set(agency, 0, MAX_PARTIES),
    }),
    dpo: z.boolean(),
    dpiaRef: textSchema({ t: "pattern", pattern: "slug" }, true),
    logRetention: duration,
    documentation: duration,
    justificationReaders: set(z.enum(READERS), 1, READERS.length).optional(),
    profiles: set(digest, 1, 8),
    corrections: duration.exactOptional(),
  });
  return schema.check((payload) => {
    if (payload.value.from > payload.value.until) refuse(payload, "INTERVAL_REVERSED", ["until"]);
  }) as unknown as z.ZodType<Agreement>;
}

function rowSchema(): z.ZodType<Json> {
  const ceiling = z
    .strictObject({ ladder: plainText(32), rung: plainText(32) })
    .check((payload) => {
      const { ladder, rung } = payload.value;
      const isKnown = LADDERS[ladder]?.some((entry) => entry.rung === rung) ?? false;
      if (!isKnown) refuse(payload, "RUNG_UNKNOWN");
    });
  note(ceiling, { rung: true });
  return z.strictObject({
    purpose: textSchema({ t: "enum", list: "purpose" }, true),
    field: textSchema({ t: "fieldId" }, true),
    explicit: z.boolean(),
    strict: z.boolean(),
    recipient: textSchema({ t: "agency" }, true).optional(),
    max: boundedList(ceiling, 0, 16).optional(),
  } satisfies Record<keyof AgreementRow, z.ZodType>) as unknown as z.ZodType<Json>;
}

/** A sentence between agencies. It says nothing about a person: agreements are public to both. */
function plainText(max: number): z.ZodType<string> {
  return formText(/^[\s\S]/, max);
}

const READERS = [
  "supervisor",
  "dataProtectionOfficer",
  "internalAudit",
  "supervisoryAuthority",
  "criminalCourt",
] as const;
/** Not of one form, as a number of a message is: its parties have signed it as they wrote it. */
const BUDGET = /^[0-9]{1,12}(\.[0-9]{1,2})?$/;
const MAX_PARTIES = 64;
const MAX_PROVISIONS = 128;
/** Every field in every purpose, and room for ceilings by recipient. */
const MAX_ROWS = 4_096;
