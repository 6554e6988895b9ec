import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";
import { AGREEMENTS, type AgreementFixture } from "./scenarios.ts";

/**
 * Agreements between the agencies: those of the scenario files, and for some of them a second one
 * with other terms. No message of a scenario travels under a second one.
 */
export function readAgreements(): readonly AgreementFixture[] {
  const own = parseJson(readFileSync(OWN, "utf8")) as unknown as readonly Variant[];
  return [...Object.values(AGREEMENTS), ...own.map(vary)];
}

/** An agreement like another, with some terms of its own in place of the other's. */
interface Variant extends Partial<Pick<AgreementFixture, "rows" | "secondOfficer">> {
  readonly id: string;
  readonly like: string;
}

function vary({ like, ...own }: Variant): AgreementFixture {
  const other = AGREEMENTS[like];
  if (other === undefined) throw new TypeError(`no scenario file has the agreement ${like}`);
  return { ...other, ...own };
}

const OWN = new URL("../data/agreements.json", import.meta.url);
