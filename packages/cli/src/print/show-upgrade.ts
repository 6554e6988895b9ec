import type { UpgradeHearer, UpgradeProgress } from "@safepassage/agency/node";
import type { Io } from "../io/command.ts";

/** Opens a database, and shows the progress of an upgrade of its tables at a terminal. Every command that opens one does so. */
export async function whileShowingUpgrade<T>(
  io: Pick<Io, "progress">,
  open: (onUpgrade: UpgradeHearer) => Promise<T>,
): Promise<T> {
  let isShown = false;
  const hear = (progress: UpgradeProgress): void => {
    isShown = true;
    io.progress(`bringing the tables up to date: ${toldOf(progress)}`);
  };
  try {
    return await open({ everyMs: SHOWN_EVERY_MS, hear });
  } finally {
    if (isShown) io.progress("");
  }
}

const toldOf = (progress: UpgradeProgress): string =>
  progress.step === "commit"
    ? "writing to the disk"
    : `${progress.done} of ${progress.of} ${DONE[progress.step]}`;

const DONE = { rows: "rows copied", steps: "steps done" } as const;
const SHOWN_EVERY_MS = 200;
