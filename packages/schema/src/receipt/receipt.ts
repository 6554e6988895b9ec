import * as z from "zod";
import { KINDS, RULES } from "../catalogue/catalogue.ts";
import { parseWith } from "../value/parse-with.ts";
import {
  agency,
  boundedList,
  digest,
  formText,
  listSchema,
  numericDate,
  type Output,
  textSchema,
} from "../value/zod-parts.ts";
import { once, refuse } from "../value/zod-types.ts";

/** The claims of a receipt, by its kind. */
export type ReceiptClaims = Output<ReturnType<typeof buildReceipt>>;

/** The message arrived, was well-formed, and is kept. */
export type DeliveredReceipt = Extract<ReceiptClaims, { readonly kind: "delivered" }>;

/** What was decided about the message. */
export type DecidedReceipt = Extract<ReceiptClaims, { readonly kind: "decided" }>;

/** The message was refused before it could be judged. */
export type RefusedReceipt = Extract<ReceiptClaims, { readonly kind: "refused" }>;

/** A finding, named by rule and kind of group only: a path would say what the message held. */
export type ReceiptFinding = DecidedReceipt["findings"][number];

/**
 * Reads the claims of a receipt whose signature has been checked.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseReceiptClaims(input: unknown): ReceiptClaims {
  return parseWith(receiptClaimsSchema(), input);
}

/** The zod type of {@link ReceiptClaims}. */
export function receiptClaimsSchema(): z.ZodType<ReceiptClaims> {
  return once("receipt", buildReceipt);
}

/** Bounds of a receipt. */
export const RECEIPT_BOUNDS = { resolved: 512, findings: 64 } as const;

function buildReceipt() {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("delivered"), ...evidenceShape() }),
    z.strictObject({ kind: z.literal("decided"), ...evidenceShape(), ...decisionShape() }),
    z.strictObject({ kind: z.literal("refused"), ...refusalShape() }),
  ]);
}

/** What every receipt says about the message that it answers. */
function baseShape() {
  return {
    /** Who received the message, an entity id. */
    iss: agency(),
    /** Random version 4. */
    jti: textSchema({ t: "uuid" }),
    /** NumericDate. */
    iat: numericDate(),
    /** Version of the protocol. */
    spp: textSchema({ t: "pattern", pattern: "semver" }),
  };
}

/** What a receipt commits to: salted hashes only, so that it outlives the data. */
function evidenceShape() {
  return {
    ...baseShape(),
    /** Sender of the message, an entity id. */
    aud: agency(),
    /** Digest of the catalogue that judged. */
    profile: digest(),
    /** SHA-256 of the issuer-signed JWT. */
    msg: digest(),
    /** SHA-256 of the whole SD-JWT as received. */
    sd_hash: digest(),
    /** Digests of the disclosures that were resolved, sorted. */
    resolved: listSchema(digest(), 0, RECEIPT_BOUNDS.resolved).check((payload) => {
      const digests = payload.value as readonly string[];
      // Sorted: the order of arrival would reveal the layout of the message.
      const isSorted = digests.every(
        (entry, index) => index === 0 || (digests[index - 1] ?? "") <= entry,
      );
      if (!isSorted) refuse(payload, "NOT_SORTED");
    }),
  };
}

function decisionShape() {
  const finding = z
    .strictObject({
      rule: ruleId(),
      severity: z.enum(["error", "warn"]),
      /** Kind of group, or `message`. */
      kind: z.enum(["message", ...Object.keys(KINDS)]),
      code: codeText(),
    })
    .check((payload) => {
      const { rule, code } = payload.value;
      // The code of a rule begins with its id. A check on opening has the code of its error.
      if (rule.startsWith("R") && !code.startsWith(`${rule}_`)) {
        refuse(payload, "CONTRADICTORY", ["code"]);
      }
    });
  return {
    verdict: z.enum(["accept", "acceptWithWarnings", "reject", "quarantine"]),
    /** Highest tier that was evaluated. */
    tier: z.enum(["structural", "schema", "context", "state"]),
    findings: boundedList(finding, 0, RECEIPT_BOUNDS.findings),
    decidedBy: z.enum(["rules", "person"]),
  };
}

function refusalShape() {
  return {
    ...baseShape(),
    /** Sender, where it is known. */
    aud: agency().exactOptional(),
    /** SHA-256 of the sealed package. */
    sealed: digest(),
    /** SHA-256 of the issuer-signed JWT, where it could be read and verified. */
    msg: digest().exactOptional(),
    /** Error code. */
    code: codeText(),
    /** The structural check that failed. */
    rule: ruleId().exactOptional(),
  };
}

const codeText = () => formText(CODE, 64);

const ruleId = () => z.enum(RULES.map(({ id }) => id));

/** Words in capitals: no room for a sentence, a name as people write it, or a case number. */
const CODE = /^[A-Z][A-Z0-9]{0,15}(_[A-Z]{1,20}[0-9]{0,3}){1,8}$/;
