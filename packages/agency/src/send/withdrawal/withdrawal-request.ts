import { consentRecordSchema } from "@safepassage/schema";
import { described } from "@safepassage/schema/form";
import * as z from "zod";
import { Officer } from "../draft/draft-request.ts";

/**
 * What a case system states when a consent is withdrawn: the digest of a message that rests on it, or the reference of the
 * consent, or both where a message rests on several consents. Or the record of the consent.
 */
export const WithdrawalRequest = z.strictObject({
  digest: described(
    z.string().regex(/^[\w-]{43}$/),
    "digest of a message that was sent on the consent; left out, every message that was",
  ).optional(),
  consentRef: described(
    z.string().regex(/^[\w-]{1,64}$/),
    "reference of the consent, as in `consents` of what was submitted; may be left out where the message rests on one consent only",
  ).optional(),
  everywhere: described(
    z.boolean(),
    "true for every message that was sent on the same consent record, to whomever and for whatever purpose; else those of the exchange, under the reference, or to the recipients and for the purposes of the record",
  ).optional(),
  record: described(
    consentRecordSchema(),
    "the consent record, in place of digest and consentRef",
  ).optional(),
  officer: Officer,
});
export type WithdrawalRequest = z.infer<typeof WithdrawalRequest>;
