/** How far tables are that are brought up to date. */
export type UpgradeProgress =
  /** `rows` are copied into new tables; `steps` are statements that change the tables. */
  | { readonly step: "rows" | "steps"; readonly done: number; readonly of: number }
  /** Everything is done, and is written to the disk as one. This has no parts. */
  | { readonly step: "commit" };

/** Who hears how far an upgrade is. While it goes on, SQLite lets nothing else of this program run. */
export interface UpgradeHearer {
  /** The first of each step is told at once; of those after it, one in so many milliseconds at most. */
  readonly everyMs: number;
  hear(progress: UpgradeProgress): void;
}

/** Tells how far an upgrade is, as often as who hears it wants. */
export type TellUpgrade = (progress: UpgradeProgress) => void;

/** Makes what an upgrade tells its progress to. */
export function createUpgradeTeller(hearer: UpgradeHearer | undefined): TellUpgrade {
  if (hearer === undefined) return () => {};
  let last: UpgradeProgress["step"] | undefined;
  let toldAt = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.step === last && now - toldAt < hearer.everyMs) return;
    last = progress.step;
    toldAt = now;
    hearer.hear(progress);
  };
}
