import { atClaim, defineRule } from "@safepassage/rules";
import { findChannelDuty } from "@safepassage/schema";

/** Data for which the law prescribes another channel come by this one only on a ground of that law. */
export const r63 = defineRule({
  id: "R63",
  codes: ["R63_CHANNEL_REQUIRED", "R63_NO_CHANNEL_TO_LEAVE"],
  needs: ["env.legalBasis", "env.channelGround", "env.createdAt"],
  evaluate({ claims }) {
    const ground = claims["env.channelGround"];
    const duty = findChannelDuty(claims["env.legalBasis"], claims["env.createdAt"]);
    if (duty === undefined) {
      return ground === "none" ? [] : [atClaim("R63_NO_CHANNEL_TO_LEAVE", CLAIM)];
    }
    return duty.grounds.includes(ground) ? [] : [atClaim("R63_CHANNEL_REQUIRED", CLAIM)];
  },
});

const CLAIM = "env.channelGround";
