import { join } from "node:path";
import type { AgencyConfig } from "../config.ts";
import { FOLDER } from "../folder/names.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyStore } from "../store/ports.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";

/**
 * Opens, or creates, the database that `agency.json` names.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_*`.
 */
export async function openStore(
  folder: string,
  { store }: Pick<AgencyConfig, "store">,
): Promise<AgencyStore> {
  switch (store?.engine) {
    case undefined:
    case "sqlite":
      return openSqliteStore(join(folder, FOLDER.database));
    case "postgres":
      throw new AgencyError("GATEWAY_STORE_UNSUPPORTED", `${FOLDER.config}: /store/engine`);
  }
}
