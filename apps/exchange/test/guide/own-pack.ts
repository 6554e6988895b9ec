import { openAgency } from "@safepassage/agency/node";
import { DEFAULT_PACKS } from "@safepassage/validator";
import { novaia } from "./pack.ts";

/** An agency that judges by the rules of Novaia too: what it sends, and what it takes in. */
export const openInNovaia = (folder: string) =>
  openAgency(folder, { packs: [...DEFAULT_PACKS, novaia] });
