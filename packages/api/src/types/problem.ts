import * as z from "zod";

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
          pointer: z.string().optional(),
          code: z.string().optional(),
          fix: z.string().optional(),
        }),
      )
      .readonly()
      .optional()
      .meta({ description: "The places that are wrong." }),
  })
  .meta({
    id: "Problem",
    description: "What was wrong with a request (RFC 9457), and what to do.",
  });

export type Problem = z.infer<typeof Problem>;
