import { AgencyError, type LogEvent } from "@safepassage/agency";
import { SCHEMA_VERSION, type StoreView, type UpgradeHearer } from "@safepassage/agency/node";

/** Who learns of an upgrade. */
export interface UpgradeHearers {
  readonly log: (event: LogEvent) => void;
  /**
   * Learns that tables are brought up to date, and that this is over. Meanwhile the program answers nobody, and hears no signal: let
   * one end the process as the system does. Nothing is changed then.
   */
  readonly onUpgrade?: ((isUnderWay: boolean) => void) | undefined;
  /** Milliseconds from one line about the progress to the next, at least. */
  readonly everyMs: number;
}

/**
 * Opens a store, and says first that this will take its time, where its tables are those of an earlier version. It logs
 * the progress now and then.
 */
export async function tellUpgrade<T>(
  store: StoreView | AgencyError | undefined,
  { log, onUpgrade = () => {}, everyMs }: UpgradeHearers,
  open: (hearer: UpgradeHearer) => Promise<T>,
): Promise<T> {
  const { version = 0 } = store === undefined || store instanceof AgencyError ? {} : store;
  const hear: UpgradeHearer["hear"] = ({ step, ...counts }) =>
    log({
      ...{ event: "tablesChanging", code: step },
      ...("of" in counts && { count: counts.done, of: counts.of }),
    });
  const hearer = { everyMs, hear };
  if (version === 0 || version >= SCHEMA_VERSION) return open(hearer);
  // First: a person who reads the line may send a signal at once.
  onUpgrade(true);
  log({ event: "tablesOutdated", ref: `${version}` });
  return open(hearer).finally(() => onUpgrade(false));
}
