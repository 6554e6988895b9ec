import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toInstant } from "@safepassage/core";

/** Writes the consent record of the sample into the folder of an agency, with dates around today, as the guide says. */
export function writeConsent(folder: string): void {
  const sample = new URL("../data/ngo-b.consent.json", import.meta.url);
  const at = (days: number) => toInstant(new Date(Date.now() + days * 86_400_000));
  const dates = { givenAt: at(-1), validFrom: at(-1), validUntil: at(200) };
  const record = { ...JSON.parse(readFileSync(sample, "utf8")), ...dates };
  writeFileSync(join(folder, "consents/ngo-b.consent.json"), JSON.stringify(record), {
    mode: 0o600,
  });
}
