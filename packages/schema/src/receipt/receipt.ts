import * as z from "zod";
import { KINDS, RULES } from "../catalogue/catalogue.ts";
import { once } from "../value/once.ts";
import { parseWith } from "../value/parse-with.ts";
import { refuse } from "../value/refuse.ts";
import {
  agency,
  boundedList,
  digest,
  formText,
  listSchema,
  numericDate,
  textSchema,
} from "../value/zod-parts.ts";

/** What every receipt says about the message that it answers. */
interface ReceiptBase {
  /** Who received the message, an entity id. */
  readonly iss: string;
  /** Random version 4. */
  readonly jti: string;
  /** NumericDate. */
  readonly iat: number;
  /** Version of the protocol. */
  readonly spp: string;
}

/** What a receipt commits to: salted hashes only, so that it outlives the data. */
interface ReceiptEvidence extends ReceiptBase {
  /** Sender of the message, an entity id. */
  readonly aud: string;
  /** Digest of the catalogue that judged. */
  readonly profile: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly msg: string;
  /** SHA-256 of the whole SD-JWT as received. */
  readonly sd_hash: string;
  /** Digests of the disclosures that were resolved, sorted. */
  readonly resolved: readonly string[];
}

/** The message arrived, was well-formed, and is kept. */
export interface DeliveredReceipt extends ReceiptEvidence {
  readonly kind: "delivered";
}

/** What was decided about the message. */
export interface DecidedReceipt extends ReceiptEvidence {
  readonly kind: "decided";
  readonly verdict: "accept" | "acceptWithWarnings" | "reject" | "quarantine";
  /** Highest tier that was evaluated. */
  readonly tier: "structural" | "schema" | "context" | "state";
  readonly findings: readonly ReceiptFinding[];
  readonly decidedBy: "rules" | "person";
}

/** A finding, named by rule and kind of group only: a path would say what the message held. */
export interface ReceiptFinding {
  readonly rule: string;
  readonly severity: "error" | "warn";
  /** Kind of group, or `message`. */
  readonly kind: string;
  readonly code: string;
}

/** The message was refused before it could be judged. */
export interface RefusedReceipt extends ReceiptBase {
  readonly kind: "refused";
  /** Sender, where it is known. */
  readonly aud?: string;
  /** SHA-256 of the sealed package. */
  readonly sealed: string;
  /** SHA-256 of the issuer-signed JWT, where it could be opened. */
  readonly msg?: string;
  /** Error code. */
  readonly code: string;
  readonly rule?: string;
}

export type ReceiptClaims = DeliveredReceipt | DecidedReceipt | RefusedReceipt;

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
  return once("receipt", () => {
    const schema = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("delivered"), ...evidenceShape() }),
      z.strictObject({ kind: z.literal("decided"), ...evidenceShape(), ...decisionShape() }),
      z.strictObject({ kind: z.literal("refused"), ...refusalShape() }),
    ]);
    return schema as unknown as z.ZodType<ReceiptClaims>;
  });
}

/** Bounds of a receipt. */
export const RECEIPT_BOUNDS = { resolved: 512, findings: 64 } as const;

function baseShape() {
  return {
    iss: agency(),
    jti: textSchema({ t: "uuid" }),
    iat: numericDate(),
    spp: textSchema({ t: "pattern", pattern: "semver" }),
  };
}

function evidenceShape() {
  return {
    ...baseShape(),
    aud: agency(),
    profile: digest(),
    msg: digest(),
    sd_hash: digest(),
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
    tier: z.enum(["structural", "schema", "context", "state"]),
    findings: boundedList(finding, 0, RECEIPT_BOUNDS.findings),
    decidedBy: z.enum(["rules", "person"]),
  };
}

function refusalShape() {
  return {
    ...baseShape(),
    aud: agency().optional(),
    sealed: digest(),
    msg: digest().optional(),
    code: codeText(),
    rule: ruleId().optional(),
  };
}

const codeText = () => formText(CODE, 64);

const ruleId = () => z.enum(RULES.map(({ id }) => id));

/** Words in capitals: no room for a sentence, a name as people write it, or a case number. */
const CODE = /^[A-Z][A-Z0-9]{0,15}(_[A-Z]{1,20}[0-9]{0,3}){1,8}$/;
