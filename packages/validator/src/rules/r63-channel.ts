import { atClaim, defineRule } from "@safepassage/rules";
import { MANDATORY_CHANNELS, type MandatoryChannelEntry } from "@safepassage/schema";

/** Data for which the law prescribes another channel come by this one only on a ground of that law. */
export const r63 = defineRule({
  id: "R63",
  codes: ["R63_CHANNEL_REQUIRED", "R63_NO_CHANNEL_TO_LEAVE"],
  needs: ["env.legalBasis", "env.channelGround", "env.createdAt"],
  evaluate({ claims }) {
    const ground = claims["env.channelGround"];
    const channels = MANDATORY_CHANNELS.filter(({ basis }) =>
      claims["env.legalBasis"].some((named) => named.startsWith(`${basis}#`)),
    );
    if (channels.length === 0) {
      return ground === "none" ? [] : [atClaim("R63_NO_CHANNEL_TO_LEAVE", CLAIM)];
    }
    const isAdmitted = (entry: MandatoryChannelEntry): boolean =>
      entry.grounds.includes(ground) ||
      (ground === "none" && !isPrescribed(entry, claims["env.createdAt"]));
    return channels.every(isAdmitted) ? [] : [atClaim("R63_CHANNEL_REQUIRED", CLAIM)];
  },
});

/** Whether the duty to use a channel applies at an instant. If its first day is unknown, it does not. */
export function isPrescribed(
  { validFrom }: Pick<MandatoryChannelEntry, "validFrom">,
  instant: string,
): boolean {
  return validFrom === undefined || (validFrom !== null && validFrom <= instant);
}

const CLAIM = "env.channelGround";
