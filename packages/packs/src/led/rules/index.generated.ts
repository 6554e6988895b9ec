// Made by `npx -y pnpm@12 generate` from the files beside it.
import type { Rule } from "@safepassage/rules";
import { r05 } from "./r05-consent-alone.ts";
import { r06 } from "./r06-other-purpose.ts";
import { r07 } from "./r07-both-at-once.ts";
import { r08 } from "./r08-suspects-only.ts";
import { r09 } from "./r09-nature.ts";
import { r10 } from "./r10-statement.ts";
import { r11 } from "./r11-evaluation.ts";
import { r12 } from "./r12-stale.ts";
import { r21 } from "./r21-domestic-conditions.ts";
import { r25 } from "./r25-state-of-origin.ts";
import { r26 } from "./r26-onward.ts";
import { r27 } from "./r27-documented-transfer.ts";
import { r28 } from "./r28-one-by-one.ts";
import { r29 } from "./r29-provider.ts";
import { r45 } from "./r45-answer-clock.ts";
import { r57 } from "./r57-log-complete.ts";
import { r58 } from "./r58-audit-only.ts";
import { r68 } from "./r68-vital-review.ts";
import { r77 } from "./r77-log-readings.ts";
import { r78 } from "./r78-officer.ts";

/** Rules of the pack. */
export const LED_RULES: readonly Rule[] = [r05, r06, r07, r08, r09, r10, r11, r12, r21, r25, r26, r27, r28, r29, r45, r57, r58, r68, r77, r78];
