import type { Finding as JudgedFinding } from "@safepassage/rules";
import * as z from "zod";
import { Digest } from "./text.ts";

/** A rule that a message breaks, at one place. */
export const Finding = z
  .strictObject({
    rule: z.string().meta({ example: "R01" }),
    code: z.string().meta({ description: "Branch on it, never on the sentence." }),
    severity: z.enum(["error", "warn"]),
    stage: z.enum(["structural", "schema", "context", "state"]),
    pointer: z.string().meta({
      description:
        "JSON Pointer (RFC 6901) into the message; where a correction is refused, into the request.",
    }),
    groupKind: z.string().optional(),
    field: z.string().optional(),
    sentence: z.string().meta({ description: "What is wrong, for a caseworker." }),
    citation: z.string(),
    citationStatus: z.string(),
    citationRead: z
      .boolean()
      .meta({ description: "Whether the law was read in a stored copy, not only recalled." }),
    fix: z.string().meta({ description: "What to do." }),
    corrected: z.strictObject({ message: z.string(), pointer: z.string() }).optional(),
  })
  .meta({ id: "Finding" }) as unknown as z.ZodType<JudgedFinding>;

/** A rule, or a part of one, that could not be judged. */
const NotEvaluated = z
  .strictObject({
    rule: z.string(),
    part: z.string().optional(),
    missing: z.array(z.string()).readonly(),
  })
  .meta({
    id: "NotEvaluated",
    description: "A rule that could not be judged. It never counts as passed.",
  });

export const findings = {
  findings: z.array(Finding).readonly(),
  evaluated: z.array(z.string()).readonly(),
  notEvaluated: z.array(NotEvaluated).readonly(),
};

/** A receipt of a message sent, verified now. */
export const VerifiedReceipt = z
  .strictObject({
    jwt: z.string(),
    claims: z.record(z.string(), z.unknown()).optional().meta({
      description:
        "What it says. In the place of a code that this version does not know stands `GATEWAY_PEER_REASON_UNKNOWN`.",
    }),
    code: z
      .string()
      .optional()
      .meta({ description: "Why it proves nothing any more, as after a key was compromised." }),
  })
  .meta({ id: "VerifiedReceipt" });

export const DigestParam = z.strictObject({ digest: Digest });
