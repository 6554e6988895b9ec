import { described } from "@safepassage/schema/form";
import * as z from "zod";
import { HEADERS, REASONS } from "../reasons.ts";

/** Headers in which a system says for which officer it reads. */
export const OfficerHeaders = z.strictObject({
  [HEADERS.officer]: described(
    z.string().regex(/^[\x21-\x7e]{1,32}$/),
    "for a system: the staff id of the officer for whom it reads, 1 to 32 visible ASCII characters",
  ),
  [HEADERS.assurance]: described(
    z.enum(["1", "2", "3"]),
    "for a system: how surely the agency knows the officer, from 1 (low) to 3 (high)",
  ),
});

/** Headers of a request that reads content. */
export const ReadingHeaders = z.object({
  [HEADERS.reason]: described(
    z.enum(Object.keys(REASONS) as [keyof typeof REASONS]),
    "why the content is read; it is recorded",
  ),
  ...OfficerHeaders.partial().shape,
});

/** Headers of a request that does nothing twice. */
export const OnceHeaders = z.object({
  "idempotency-key": described(
    z.string().regex(/^[\x21-\x7e]{8,128}$/),
    "the same request with the same key again sends nothing twice",
  ).optional(),
});
