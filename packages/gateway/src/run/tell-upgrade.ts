import { AgencyError, type LogEvent } from "@safepassage/agency";
import { SCHEMA_VERSION, type StoreView } from "@safepassage/agency/node";

/** Who learns of an upgrade. */
export interface UpgradeHearers {
  readonly log: (event: LogEvent) => void;
  /**
   * Learns that tables are brought up to date, and that this is over. Meanwhile the program answers nobody, and hears no signal: let
   * one end the process as the system does. Nothing is changed then.
   */
  readonly onUpgrade?: ((isUnderWay: boolean) => void) | undefined;
}

/** Opens a store, and says first that this will take its time, where its tables are those of an earlier version. */
export async function tellUpgrade<T>(
  store: StoreView | AgencyError | undefined,
  { log, onUpgrade = () => {} }: UpgradeHearers,
  open: () => Promise<T>,
): Promise<T> {
  const { version = 0 } = store === undefined || store instanceof AgencyError ? {} : store;
  if (version === 0 || version >= SCHEMA_VERSION) return open();
  // First: a person who reads the line may send a signal at once.
  onUpgrade(true);
  log({ event: "tablesOutdated", ref: `${version}` });
  return open().finally(() => onUpgrade(false));
}
