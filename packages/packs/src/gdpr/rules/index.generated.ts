// Made by `npx -y pnpm@12 generate` from the files beside it.
import type { Rule } from "@safepassage/rules";
import { r18 } from "./r18-special-basis.ts";
import { r19 } from "./r19-offence-data.ts";
import { r30 } from "./r30-public-powers.ts";
import { r32 } from "./r32-consent.ts";
import { r33 } from "./r33-withdrawal.ts";
import { r72 } from "./r72-breach-notice.ts";
import { r73 } from "./r73-rights-clock.ts";
import { r76 } from "./r76-agreement-complete.ts";
import { r81 } from "./r81-legitimate-interests.ts";

/** Rules of the pack. */
export const GDPR_RULES: readonly Rule[] = [r18, r19, r30, r32, r33, r72, r73, r76, r81];
