import * as z from "zod";
import { Finding } from "./findings.ts";

/** What was wrong with a request (RFC 9457). */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().optional().meta({
      description:
        "Branch on it. A failure of the gateway itself has none, nor has a request that could not be read.",
    }),
    hint: z.string().optional().meta({ description: "What to do." }),
    issues: z
      .array(
        z.looseObject({
          pointer: z.string().optional().meta({
            description:
              "JSON Pointer into the body, or the name of a parameter after a slash. That of a fault in a draft begins in the draft.",
          }),
          code: z.string().optional(),
          sentence: z.string().optional().meta({ description: "What is wrong, for a caseworker." }),
          fix: z.string().optional().meta({ description: "What to do." }),
          field: z
            .string()
            .optional()
            .meta({ description: "Id of the field, where it is in the catalogue." }),
          codes: z
            .string()
            .optional()
            .meta({ description: "Path of the code list that has what may stand here." }),
          pattern: z
            .string()
            .optional()
            .meta({ description: "The expression that a text here matches." }),
          example: z
            .string()
            .optional()
            .meta({ description: "An invented text that may stand here." }),
        }),
      )
      .readonly()
      .optional()
      .meta({ description: "The places that are wrong." }),
    pointer: z.string().optional().meta({
      description: "With CONSENT_ codes: JSON Pointer to the member of the record, in the draft.",
    }),
    findings: z.array(Finding).readonly().optional().meta({
      description:
        "With GATEWAY_DRAFT_REFUSED: what its recipient would find wrong with the draft.",
    }),
  })
  .meta({
    id: "Problem",
    description: "What was wrong with a request (RFC 9457), and what to do.",
  });

export type Problem = z.infer<typeof Problem>;
