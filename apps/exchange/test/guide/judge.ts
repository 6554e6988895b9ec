import {
  createWording,
  IMPLEMENTED_RULES,
  type Judgement,
  type ValidationInput,
  validate,
} from "@safepassage/validator";
import { r49 } from "./rule.ts";

/** The sentence of R49; those of all other rules are there. */
const wording = createWording({
  locale: "en",
  codes: {
    R49_SUSPECT_IN_REFERRAL: {
      text: "{$field} is about a suspect, an offence or evidence, and has no place in a referral to help.",
    },
  },
});

/** The rules of this version, with this one in the place of theirs. */
const rules = [...IMPLEMENTED_RULES.filter(({ id }) => id !== r49.id), r49];

/** Judges by these rules. */
export function judge(input: ValidationInput): Judgement {
  return validate(input, { rules, wording });
}
