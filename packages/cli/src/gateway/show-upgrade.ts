import type { UpgradeHearer, UpgradeProgress } from "@safepassage/agency/node";
import type { Io } from "../io/command.ts";

/** Shows the progress of an upgrade of the tables at a terminal. */
export const showUpgrade = (io: Pick<Io, "progress">): UpgradeHearer => ({
  everyMs: SHOWN_EVERY_MS,
  hear: (progress) => io.progress(`bringing the tables up to date: ${toldOf(progress)}`),
});

const toldOf = (progress: UpgradeProgress): string =>
  progress.step === "commit"
    ? "writing to the disk"
    : `${progress.done} of ${progress.of} ${DONE[progress.step]}`;

const DONE = { rows: "rows copied", steps: "steps done" } as const;
const SHOWN_EVERY_MS = 200;
