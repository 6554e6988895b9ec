import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

/** The terms of an agreement, as the scenario file writes them. */
export type AgreementFixture = (typeof scenarios.agreements)[keyof typeof scenarios.agreements];

/**
 * Agreements between the agencies: those of the scenario file, and for some of them a second one
 * that names more fields. No message of a scenario travels under a second one.
 */
export function readAgreements(): readonly AgreementFixture[] {
  const own = parseJson(readFileSync(OWN, "utf8")) as unknown as readonly Variant[];
  return [...Object.values(scenarios.agreements), ...own.map(vary)];
}

/** An agreement like another, with rows of its own in place of the other's. */
interface Variant {
  readonly id: string;
  readonly like: keyof typeof scenarios.agreements;
  readonly rows: AgreementFixture["rows"];
}

function vary({ id, like, rows }: Variant): AgreementFixture {
  return { ...scenarios.agreements[like], id, rows };
}

const OWN = new URL("../data/agreements.json", import.meta.url);
