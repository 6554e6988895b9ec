import { MANDATORY_CHANNELS, type MandatoryChannelEntry } from "../catalogue/catalogue.ts";

/** What follows for a message from cited laws that prescribe another channel. */
export interface ChannelDuty {
  /** Codes of the list `mandatory_channel`. */
  readonly channels: readonly string[];
  /** Codes of the list `channel_ground` with which the message may go by this channel. `none` is among them while no duty applies. */
  readonly grounds: readonly string[];
}

/**
 * Says which other channels the laws prescribe that a message cites, and on which grounds it may go by this one all the same.
 * `undefined` where they prescribe none.
 *
 * @param bases - As the message cites them, such as `DIR2023/977#4`.
 * @param at - When the message is written. RFC 3339.
 */
export function findChannelDuty(bases: readonly string[], at: string): ChannelDuty | undefined {
  const duties = MANDATORY_CHANNELS.filter(({ basis }) =>
    bases.some((named) => named.startsWith(`${basis}#`)),
  );
  if (duties.length === 0) return undefined;
  const admitted = duties.map((duty) => (isPrescribed(duty, at) ? duty.grounds : withNone(duty)));
  return {
    channels: duties.map(({ channel }) => channel),
    grounds: [...new Set(admitted.flat())].filter((ground) =>
      admitted.every((grounds) => grounds.includes(ground)),
    ),
  };
}

/** Whether the duty to use a channel applies at an instant. If its first day is unknown, it does not. */
export function isPrescribed(
  { validFrom }: Pick<MandatoryChannelEntry, "validFrom">,
  instant: string,
): boolean {
  return validFrom === undefined || (validFrom !== null && validFrom <= instant);
}

const withNone = ({ grounds }: MandatoryChannelEntry): readonly string[] => ["none", ...grounds];
