import * as z from "zod";
import { LADDERS, RETENTION_EVENTS } from "../catalogue/catalogue.ts";
import { parseForm } from "../form/parse-form.ts";
import { DURATION } from "../value/edtf.ts";
import { described, note } from "../value/note.ts";
import {
  agency,
  boundedList,
  digest,
  formText,
  listSchema,
  MAX_PURPOSES,
  textSchema,
} from "../value/zod-parts.ts";
import { once, refuse } from "../value/zod-types.ts";
import type { Agreement } from "./context-model.ts";

/**
 * Reads an agreement from untrusted JSON.
 *
 * Does not check that its parties signed it, nor its digest: the reader of the file or the network
 * does.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseAgreement(input: unknown): Agreement {
  return parseForm(agreementSchema(), input);
}

/** The zod type of an {@link Agreement}. */
export function agreementSchema(): z.ZodType<Agreement> {
  return once("agreement", () => {
    const { id, version, ...terms } = termsOfAgreement();
    const state = z.enum(["inForce", "suspended", "ended"]);
    return z.strictObject({ id, version, sha256: digest(), state, ...terms }).check(checkDays);
  });
}

/** The zod type of the text of an agreement, which its parties sign: an {@link Agreement} without its digest and its state. */
export function agreementTextSchema(): z.ZodType<Omit<Agreement, "sha256" | "state">> {
  return once("agreement-text", () => z.strictObject(termsOfAgreement()).check(checkDays));
}

function checkDays(payload: z.core.ParsePayload<Pick<Agreement, "from" | "until">>): void {
  if (payload.value.from > payload.value.until) {
    refuse(payload, "INTERVAL_REVERSED", ["until"], NOT_BEFORE);
  }
}

function termsOfAgreement() {
  const purpose = textSchema({ t: "enum", list: "purpose" });
  const day = textSchema({ t: "date", profile: "day" });
  const pattern = <const Name extends string>(name: Name) =>
    textSchema({ t: "pattern", pattern: name });
  const flag = (says: string) => described(z.boolean(), says);
  const duration = formText(DURATION, 16);

  return {
    id: described(pattern("agreement_id"), "the id of the agreement, such as AGR-ASSIST"),
    version: described(pattern("semver"), "its version, such as 1.0"),
    from: described(day, "the first day on which it is in force"),
    until: described(day, "the last day on which it is in force"),
    parties: described(
      listSchema(agency(), 2, MAX_PARTIES),
      "entity ids of the agencies that agree",
    ),
    purposes: described(listSchema(purpose, 1, MAX_PURPOSES), "purposes for which they exchange"),
    purposeDefault: flag("whether a field that a purpose admits needs no row of its own"),
    rows: described(
      listSchema(rowSchema(), 0, MAX_ROWS),
      "fields that it admits or limits; [] for none",
    ),
    nationalProvisions: listSchema(
      z.strictObject({
        purpose,
        basis: pattern("legal_basis"),
        transposes: described(
          pattern("legal_basis"),
          "the basis of the Union that it transposes, such as DIR2011/36#11(4)",
        ).exactOptional(),
      }),
      0,
      MAX_PROVISIONS,
    ),
    noIdentificationClause: flag("whether nobody may be identified anew from statistics"),
    quasiIdentifierBound: described(
      z.int().min(0).max(64),
      "most details that help to single a person out",
    ),
    k: described(z.int().min(3).max(100), "smallest count that statistics may show"),
    epsilonBudget: described(formText(BUDGET, 16), "budget of differential privacy, such as 1.0"),
    staleness: described(duration, "age above which values need a mark, such as P12M"),
    domesticConditions: listSchema(textSchema({ t: "enum", list: "handling_conditions" }), 0, 64),
    schengenAsEu: flag("whether Schengen States count as States of the Union"),
    minAssurance: described(
      z.int().min(1).max(3),
      "how surely an officer has to be known: 1 low, 2 substantial, 3 high",
    ),
    equivalentRegimes: listSchema(textSchema({ t: "enum", list: "regime" }), 0, 16),
    roles: z.strictObject({
      controllers: described(
        listSchema(agency(), 1, MAX_PARTIES),
        "entity ids of the agencies that decide why and how data are processed",
      ),
      joint: flag("whether they decide that jointly"),
      processors: listSchema(agency(), 0, MAX_PARTIES),
    }),
    dpo: flag("whether each party has a data protection officer"),
    dpiaRef: described(
      pattern("slug"),
      "reference of the impact assessment, such as dpia-agr-assist",
    ),
    logRetention: described(duration, "how long logs are kept, such as P5Y"),
    documentation: described(duration, "how long the documentation is kept, such as P5Y"),
    justificationReaders: listSchema(z.enum(READERS), 1, READERS.length).exactOptional(),
    profiles: described(listSchema(digest(), 1, 8), "digests of the catalogues that it admits"),
    corrections: duration.exactOptional(),
    ...laterMembers(),
  };
}

/** Members that agreements made before 28 November 2026 do not have. */
function laterMembers() {
  const purpose = textSchema({ t: "enum", list: "purpose" });
  const duration = formText(DURATION, 16);
  const retention = z.strictObject({
    purpose,
    ceiling: described(duration, "the longest time that data are kept, such as P180D"),
    from: described(z.enum(EVENTS), "what it counts from; left out, from iat").exactOptional(),
  });
  const witness = z.strictObject({
    entity: agency(),
    key: described(
      formText(VERIFIER_KEY, 2_048),
      "its verifier key, as C2SP signed-note writes it",
    ),
    supervisory: z.boolean(),
  });
  return {
    protocols: described(
      listSchema(textSchema({ t: "pattern", pattern: "semver" }), 1, 8),
      "versions of the protocol that it admits, such as 1.1; left out, all",
    ).exactOptional(),
    retention: listSchema(retention, 1, MAX_PURPOSES).exactOptional(),
    secondOfficer: described(
      listSchema(purpose, 1, MAX_PURPOSES),
      "purposes of which a second officer approves each message",
    ).exactOptional(),
    degraded: z
      .strictObject({
        queue: described(duration, "how long messages may wait for the log, such as P1D"),
        journal: described(z.int().min(0).max(10_000), "most entries of an emergency's journal"),
      })
      .exactOptional(),
    witnesses: z
      .strictObject({
        quorum: described(z.int().min(1).max(16), "how many of them must countersign"),
        members: listSchema(witness, 1, 16),
      })
      .check(checkWitnesses)
      .exactOptional(),
  };
}

/** A quorum can be reached by witnesses with a key each, and none goes without an authority. */
function checkWitnesses(payload: z.core.ParsePayload<NonNullable<Agreement["witnesses"]>>): void {
  const { quorum, members } = payload.value;
  const keys = new Set(members.map(({ key }) => key));
  const isReached = quorum <= keys.size && members.some(({ supervisory }) => supervisory);
  if (!isReached) refuse(payload, "CONTRADICTORY", ["quorum"], QUORUM);
}

function rowSchema() {
  // The ladders of the catalogue are the only names that pass.
  const name = formText(/^[\s\S]/, 32);
  const ceiling = z.strictObject({ ladder: name, rung: name }).check((payload) => {
    const { ladder, rung } = payload.value;
    const isKnown = LADDERS[ladder]?.some((entry) => entry.rung === rung) ?? false;
    if (!isKnown) refuse(payload, "RUNG_UNKNOWN");
  });
  note(ceiling, { rung: true });
  return z.strictObject({
    purpose: textSchema({ t: "enum", list: "purpose" }),
    field: textSchema({ t: "fieldId" }),
    explicit: z.boolean(),
    strict: z.boolean(),
    recipient: agency().exactOptional(),
    max: boundedList(ceiling, 0, 16).exactOptional(),
  });
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
const EVENTS = Object.keys(RETENTION_EVENTS) as [string, ...string[]];
/** `<name>+<8 hex digits>+<base64>`. Source: C2SP signed-note, Verifier keys. */
const VERIFIER_KEY = /^[!-*,-~]{1,256}\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/;
const NOT_BEFORE =
  "An agreement ends on the day on which it begins, or later. Correct from or until.";
const QUORUM =
  "Ask for no more than there are keys, and name at least one supervisory authority among them.";
const MAX_PARTIES = 64;
const MAX_PROVISIONS = 128;
/** Every field in every purpose, and room for ceilings by recipient. */
const MAX_ROWS = 4_096;
