import { catalogueChanges } from "@safepassage/schema";
import { section } from "./catalogue-text.ts";
import { markdownTable } from "./page.ts";

/** How the catalogue differs from the report that it was taken from. */
export function changes(): string {
  const rows = catalogueChanges().map(({ where, change, reason }) => [where, change, reason]);
  return section(
    "Changes",
    "What differs from the domain report that the catalogue was taken from (its version 2.0), and why.",
    markdownTable(["Where", "Change", "Reason"], rows),
  );
}
