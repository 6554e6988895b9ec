import { toNumericDate } from "@safepassage/core";
import * as z from "zod";
import type { ShortList } from "../catalogue/codes.ts";
import { parseForm } from "../form/parse-form.ts";
import type { Check } from "../value/check.ts";
import { checkOfType } from "../value/check-of-type.ts";
import { described } from "../value/note.ts";
import { type InputProvenance, parseWith } from "../value/parse-with.ts";
import {
  agency,
  formText,
  listSchema,
  MAX_PURPOSES,
  MAX_SCOPE,
  numericDate,
  type Output,
  opaque,
  textSchema,
} from "../value/zod-parts.ts";
import { once, refuse } from "../value/zod-types.ts";
import type { Consent } from "./context-model.ts";

/**
 * Claims of a consent assertion, a JWT of typ `spp-consent+jwt`.
 *
 * The holder of the consent record signs it. It says what was consented to, and not why.
 */
export type ConsentClaims = Output<ReturnType<typeof buildClaims>>;

/**
 * Reads from untrusted JSON what an assertion states: one consent, for one recipient.
 *
 * What an agency keeps of a consent is a `ConsentRecord`.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseConsent(input: unknown): Consent {
  return parseWith(consentSchema(), input);
}

/**
 * Reads the claims of a consent assertion whose signature has been checked.
 *
 * @param options - `parsed`: the claims are what a strict parser has read from a text within
 *   bounds, so that bounds are looked at only where something is wrong.
 * @throws `SchemaError` as {@link parseConsent}.
 */
export function parseConsentClaims(input: unknown, from?: InputProvenance): ConsentClaims {
  const type = consentClaimsSchema();
  checkClaims ??= checkOfType(type);
  if (from?.parsed === true && checkClaims(input) === undefined) return input as ConsentClaims;
  return parseWith(type, input, from);
}

let checkClaims: Check | undefined;

/** The consent that an assertion states, with its reference. */
export function consentOfClaims({ jti, consent }: ConsentClaims): Consent {
  return { ref: jti, ...consent };
}

/** The zod type of a {@link Consent}. */
export function consentSchema(): z.ZodType<Consent> {
  return once("consent", () =>
    z.strictObject({ ref: opaque(), subject: opaque(), ...termsShape() }).check(checkPeriod),
  );
}

/** The zod type of {@link ConsentClaims}. */
export function consentClaimsSchema(): z.ZodType<ConsentClaims> {
  return once("consent claims", buildClaims);
}

function buildClaims() {
  // A recipient does not learn whom else the person trusts, nor for what; and no text can hide in a
  // longer list.
  const onlyOne = {
    purposes: listSchema(textSchema({ t: "enum", list: "purpose" }), 1, 1),
    recipients: listSchema(agency(), 1, 1),
  };
  const consent: z.ZodType<Omit<Consent, "ref">> = z
    .strictObject({ subject: opaque(), ...termsShape(), ...onlyOne })
    .check(checkPeriod);
  return z
    .strictObject({
      /** Holder of the record, an entity id. */
      iss: agency(),
      /** Recipient of the message, an entity id: the one recipient that `consent` names. */
      aud: agency(),
      /** Reference of the consent. */
      jti: opaque(),
      /** NumericDates. */
      iat: numericDate(),
      exp: numericDate(),
      /** Names one purpose and one recipient. */
      consent,
    })
    .check((payload) => {
      const { aud, exp, iat, consent } = payload.value;
      if (iat > exp) refuse(payload, "INTERVAL_REVERSED", ["exp"]);
      // An assertion for one recipient may not carry the consent to another beyond its own life.
      if (exp > toNumericDate(new Date(consent.validUntil))) {
        refuse(payload, "CONTRADICTORY", ["exp"]);
      }
      if (!consent.recipients.includes(aud)) refuse(payload, "CONTRADICTORY", ["aud"]);
    });
}

/**
 * What an agency keeps about one consent of one person. It never travels: a recipient gets an assertion
 * of a part of it.
 *
 * Nothing in it has a default: no tool adds what it leaves out. A type and no interface, so that it can stand in a draft, which
 * takes any object there.
 *
 * @see ISO/IEC TS 27560
 */
export type ConsentRecord = Omit<Consent, "ref" | "subject"> & {
  /** The agency's own id of the person, or of her case. Never leaves the agency. */
  readonly person: string;
  /** When she, or the person who decides for her, gave it. */
  readonly givenAt: string;
};

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
          "the instant at which it was given, such as 2026-11-01T09:30:00Z; not the day alone: two of one day would count as one",
        ),
        ...termsShape(),
      })
      .check(checkPeriod)
      .check((payload) => {
        const { givenAt, validFrom } = payload.value;
        // Nobody consents to the past.
        if (givenAt > validFrom) refuse(payload, "CONTRADICTORY", ["validFrom"], NOT_PAST);
      }),
  );
}

/** No consent ends before it begins. */
function checkPeriod(
  payload: z.core.ParsePayload<{ readonly validFrom: string; readonly validUntil: string }>,
): void {
  if (payload.value.validFrom > payload.value.validUntil) {
    refuse(payload, "INTERVAL_REVERSED", ["validUntil"], NOT_BEFORE);
  }
}

const NOT_PAST =
  "A consent holds from the time at which it was given, or later. Correct givenAt or validFrom.";
const NOT_BEFORE = "A consent ends after it begins. Correct validFrom or validUntil.";

/** Members that a record and an assertion share: what was consented to, and how. */
function termsShape() {
  const instant = (says: string) => described(textSchema({ t: "instant" }), says);
  const code = <List extends ShortList>(list: List, says: string) =>
    described(textSchema({ t: "enum", list }), says);
  const purpose = textSchema({ t: "enum", list: "purpose" });
  const part = textSchema({ t: "fieldId", orKind: true });
  return {
    status: code("consent_status", "where the consent stands"),
    giver: code("consent_giver", "who gave it"),
    giverIsSuspect: described(z.boolean(), "whether the giver is a suspect of the case"),
    purposes: described(listSchema(purpose, 1, MAX_PURPOSES), "what the data may be used for"),
    recipients: described(listSchema(agency(), 1, 64), "entity ids of those who may receive it"),
    scope: described(listSchema(part, 1, MAX_SCOPE), "field ids or kinds of group that it covers"),
    validFrom: instant("the instant from which it holds, such as 2026-11-01T09:30:00Z"),
    validUntil: instant("the instant at which it ends, such as 2027-05-01T00:00:00Z"),
    withdrawnAt: instant("the instant at which it was withdrawn, or null").nullable(),
    language: described(
      textSchema({ t: "code", list: "iso639-3" }),
      "the language in which it was asked for (ISO 639-3), such as rus",
    ),
    languageUnderstood: described(z.boolean(), "whether the giver understands that language"),
    withdrawalMethod: described(z.boolean(), "whether the giver was told how to withdraw it"),
    written: described(z.boolean(), "whether it was given in writing").exactOptional(),
  };
}

const PERSON = /^[^\n]+$/;
