import { described } from "@safepassage/schema/form";
import * as z from "zod";

/** Where a page of a list begins, and how long it is. */
export const PageQuery = z.strictObject({
  limit: described(
    z.int().min(1).max(200),
    "most entries on the page; there may be fewer, and more pages all the same; left out, 50",
  ).optional(),
  cursor: described(
    z.string().regex(/^[\w-]{1,128}$/),
    "`next` of the page before, with the same filters; left out for the first page",
  ).optional(),
});

/** Makes the type of a page. */
export const pageOf = <T extends z.ZodType>(entry: T, id: string) =>
  z
    .strictObject({
      entries: z.array(entry).readonly(),
      next: z
        .string()
        .optional()
        .meta({ description: "Cursor of the next page; left out on the last one." }),
    })
    .meta({ id });
