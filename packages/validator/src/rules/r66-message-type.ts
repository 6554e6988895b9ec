import { atClaim, defineRule } from "@safepassage/rules";
import { EXCHANGE_TYPES, findPurpose } from "@safepassage/schema";

/** The message type opens an exchange for the purpose, or is an exchange-level type. */
export const r66 = defineRule({
  id: "R66",
  codes: ["R66_TYPE_NOT_ADMITTED"],
  needs: ["env.messageType", "env.purpose"],
  evaluate({ claims }) {
    const type = claims["env.messageType"];
    const opens = findPurpose(claims["env.purpose"])?.opens.messageTypes ?? [];
    if (opens.includes(type) || Object.hasOwn(EXCHANGE_TYPES, type)) return [];
    return [atClaim("R66_TYPE_NOT_ADMITTED", "env.messageType")];
  },
});
