import { isJsonObject, type Json } from "@safepassage/core";
import { parseAgreement } from "../src/context/agreement.ts";
import { parseAuthorisationClaims } from "../src/context/authorisation.ts";
import { parseConsent, parseConsentClaims, parseConsentRecord } from "../src/context/consent.ts";
import type { JsonSchemaName } from "../src/json-schema/index.ts";
import { checkDraft, checkMessage } from "../src/message/parse.ts";
import { claimsToClear } from "../src/message/wire.ts";
import { parseReceiptClaims } from "../src/receipt/receipt.ts";
import type { SchemaIssue } from "../src/value/issue.ts";
import { SchemaError } from "../src/value/schema-error.ts";

/** What is wrong with a document, and where. */
export type Fault = Pick<SchemaIssue, "code" | "pointer">;

/** All that this package has against a document; nothing if it accepts it. */
export function judge(name: JsonSchemaName, document: Json): readonly Fault[] {
  switch (name) {
    case "draft":
      return checkDraft(document);
    case "message":
      return checkMessage(document);
    case "payload": {
      if (!isJsonObject(document)) return faultsOf(() => claimsToClear(document));
      // The digests are for the reader of SD-JWTs to judge.
      const { _sd, _sd_alg, ...claims } = document;
      return faultsOf(() => claimsToClear(claims));
    }
    case "receipt":
      return faultsOf(() => parseReceiptClaims(document));
    case "receipt-decided":
    case "receipt-delivered":
    case "receipt-refused":
      return faultsOf(
        () => parseReceiptClaims(document),
        (receipt) => name === `receipt-${receipt.kind}`,
      );
    case "agreement":
      return faultsOf(() => parseAgreement(document));
    case "agreement-text": {
      if (!isJsonObject(document)) return faultsOf(() => parseAgreement(document));
      if ("sha256" in document || "state" in document)
        return [{ code: "MEMBER_UNKNOWN", pointer: "" }];
      return faultsOf(() => parseAgreement({ ...document, sha256: DIGEST, state: "inForce" }));
    }
    case "consent":
      return faultsOf(() => parseConsent(document));
    case "consent-record":
      return faultsOf(() => parseConsentRecord(document));
    case "consent-claims":
      return faultsOf(() => parseConsentClaims(document));
    case "authorisation-claims":
      return faultsOf(() => parseAuthorisationClaims(document));
  }
}

function faultsOf<T>(
  parse: () => T,
  isExpected: (parsed: T) => boolean = () => true,
): readonly Fault[] {
  try {
    return isExpected(parse()) ? [] : [{ code: "CHOICE_UNKNOWN", pointer: "/kind" }];
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return error.issues;
  }
}

const DIGEST = "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I";
