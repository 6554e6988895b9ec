import { AgencyError, type LogEvent } from "@safepassage/agency";
import { SCHEMA_VERSION, type StoreView } from "@safepassage/agency/node";

/** Says that opening a store will take its time: nobody is answered until its tables are of this version. */
export function tellUpgrade(
  store: StoreView | AgencyError | undefined,
  log: (event: LogEvent) => void,
): void {
  if (store === undefined || store instanceof AgencyError) return;
  const { version = 0 } = store;
  if (version > 0 && version < SCHEMA_VERSION) log({ event: "tablesOutdated", ref: `${version}` });
}
