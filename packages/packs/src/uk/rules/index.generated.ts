// Made by `npx -y pnpm@12 generate` from the files beside it.
import type { Rule } from "@safepassage/rules";
import { r31 } from "./r31-no-identification.ts";
import { r59 } from "./r59-same-restrictions.ts";

/** Rules of the pack. */
export const UK_RULES: readonly Rule[] = [r31, r59];
