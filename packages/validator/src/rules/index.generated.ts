// Made by `npx -y pnpm@12 generate` from the files beside it.
import type { Rule } from "../rule.ts";
import { r01 } from "./r01-permitted.ts";
import { r02 } from "./r02-precision.ts";
import { r03 } from "./r03-parties.ts";
import { r04 } from "./r04-legal-basis.ts";
import { r05 } from "./r05-consent-alone.ts";
import { r08 } from "./r08-suspects-only.ts";
import { r09 } from "./r09-nature.ts";
import { r10 } from "./r10-statement.ts";
import { r11 } from "./r11-evaluation.ts";
import { r13 } from "./r13-holder.ts";
import { r15 } from "./r15-retention.ts";
import { r17 } from "./r17-strict-necessity.ts";
import { r18 } from "./r18-special-basis.ts";
import { r24 } from "./r24-transfer.ts";
import { r31 } from "./r31-no-identification.ts";
import { r32 } from "./r32-consent.ts";
import { r33 } from "./r33-withdrawal.ts";
import { r36 } from "./r36-whereabouts.ts";
import { r37 } from "./r37-child-identity.ts";
import { r39 } from "./r39-closed-list.ts";
import { r45 } from "./r45-answer-clock.ts";
import { r46 } from "./r46-urgency.ts";
import { r53 } from "./r53-shape.ts";
import { r54 } from "./r54-birth-date.ts";
import { r63 } from "./r63-channel.ts";
import { r64 } from "./r64-source.ts";
import { r65 } from "./r65-required.ts";
import { r66 } from "./r66-message-type.ts";
import { r67 } from "./r67-rungs.ts";
import { r70 } from "./r70-shape-mark.ts";
import { r71 } from "./r71-links.ts";
import { r74 } from "./r74-exchange.ts";
import { r75 } from "./r75-conditions.ts";
import { r78 } from "./r78-officer.ts";

/** Rules of the catalogue that this version evaluates. */
export const IMPLEMENTED_RULES: readonly Rule[] = [r01, r02, r03, r04, r05, r08, r09, r10, r11, r13, r15, r17, r18, r24, r31, r32, r33, r36, r37, r39, r45, r46, r53, r54, r63, r64, r65, r66, r67, r70, r71, r74, r75, r78];
