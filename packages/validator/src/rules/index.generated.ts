// Made by `npx -y pnpm@12 generate` from the files beside it.
import type { Rule } from "../rule.ts";
import { r66 } from "./r66-message-type.ts";

/** Rules of the catalogue that this version evaluates. */
export const IMPLEMENTED_RULES: readonly Rule[] = [r66];
