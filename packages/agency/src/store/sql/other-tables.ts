import { AgencyError } from "../../setting/agency-error.ts";
import { SCHEMA_VERSION } from "./migrations.ts";

/**
 * Makes the error for tables that this program cannot use. It says of which kind they are, and so what to do.
 *
 * @param version - Of the tables. Left out: they are another program's.
 */
export function otherTables(version?: number): AgencyError {
  return new AgencyError("GATEWAY_STORE_INCOMPATIBLE", kindOf(version));
}

/** Makes the error for tables that no copy is made of before they are up to date. */
export function notMigrated(version: number): AgencyError {
  const how =
    "the program that wrote them copies them, and safepassage gateway migrate brings them up to date";
  return new AgencyError("GATEWAY_STORE_INCOMPATIBLE", `tables of version ${version}: ${how}`);
}

function kindOf(version: number | undefined): string {
  if (version === undefined) {
    return "tables of another program: have agency.json name a database of the gateway's own";
  }
  const about = `tables of version ${version}, and this program has ${SCHEMA_VERSION}`;
  return version > SCHEMA_VERSION
    ? `${about}: start the later program that wrote them, or restore a backup from before it`
    : `${about}: first start a program between the two, which brings them up to date`;
}
