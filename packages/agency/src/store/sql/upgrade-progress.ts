/** The progress of an upgrade of the tables. */
export type UpgradeProgress =
  /** `rows` are copied into new tables; `steps` are statements that change the tables. */
  | { readonly step: "rows" | "steps"; readonly done: number; readonly of: number }
  /** Everything is done, and is written to the disk as one. This has no parts. */
  | { readonly step: "commit" };

/** Gets the progress of an upgrade. During an upgrade of SQLite nothing else of this program runs. */
export interface UpgradeHearer {
  /** Milliseconds from one report of a step to the next, at least. The first of each step comes at once. */
  readonly everyMs: number;
  hear(progress: UpgradeProgress): void;
}

/** Reports the progress of an upgrade. */
export type TellUpgrade = (progress: UpgradeProgress) => void;

/** Makes a function that passes progress on to a hearer, as often as the hearer wants it. */
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
