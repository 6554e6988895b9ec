import { DEFAULT_PACKS, type ValidationInput, validate } from "@safepassage/validator";
import { novaia } from "./pack.ts";

// Made once: a list of packs is prepared once.
const packs = [...DEFAULT_PACKS, novaia];

export const judgeInNovaia = (input: ValidationInput) => validate(input, { packs });
