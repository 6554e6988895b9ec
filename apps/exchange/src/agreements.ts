import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";
import { AGREEMENTS, type AgreementFixture } from "./scenarios.ts";

/**
 * Agreements between the agencies: those of the scenario files, and for some of them a second one
 * that names more fields. No message of a scenario travels under a second one.
 */
export function readAgreements(): readonly AgreementFixture[] {
  const own = parseJson(readFileSync(OWN, "utf8")) as unknown as readonly Variant[];
  return [...Object.values(AGREEMENTS), ...own.map(vary)];
}

/** An agreement like another, with rows of its own in place of the other's. */
interface Variant {
  readonly id: string;
  readonly like: string;
  readonly rows: AgreementFixture["rows"];
}

function vary({ id, like, rows }: Variant): AgreementFixture {
  const other = AGREEMENTS[like];
  if (other === undefined) throw new TypeError(`no scenario file has the agreement ${like}`);
  return { ...other, id, rows };
}

const OWN = new URL("../data/agreements.json", import.meta.url);
