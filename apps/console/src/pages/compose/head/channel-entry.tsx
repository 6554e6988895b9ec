import { findChannelDuty } from "@safepassage/schema";
import { memo, type ReactNode } from "react";
import { Choice } from "../../../design/choice.tsx";
import { now } from "../../../words/clock.ts";
import { useList } from "../../../words/lists.ts";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { FindingText } from "../../case/finding-text.tsx";
import type { Change } from "../state/change.ts";
import type { Finding } from "../state/outcomes.ts";
import { EMPTY_WORK } from "../state/work.ts";

/** Lets somebody state why a message goes by this channel. Only there where a law cited asks for another, or where a ground is stated. */
export const ChannelEntry = memo(function ChannelEntry({
  bases,
  ground,
  findings,
  onChange,
}: {
  readonly bases: readonly string[];
  readonly ground: string;
  /** What rules say of the ground. */
  readonly findings: readonly Finding[];
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const list = useList();
  const duty = findChannelDuty(bases, new Date(now()).toISOString());
  if (duty === undefined && ground === NONE && findings.length === 0) return null;
  const { channels, grounds } = duty ?? { channels: [], grounds: [NONE] };
  const isStated = ground !== NONE || grounds.includes(NONE);
  // A ground that came with the draft is shown too, or nobody would see what is wrong with it.
  const offered = isStated && !grounds.includes(ground) ? [...grounds, ground] : grounds;
  const named = channels.map((channel) => names.code("mandatory_channel", channel));
  return (
    <div className="stack-tight channel">
      <Choice
        label={say("channelGround")}
        help={
          duty === undefined
            ? say("channelGroundIdle", { none: names.code(LIST, NONE) })
            : say("channelGroundHelp", { channels: list(named) })
        }
        options={offered.map((value) => ({ value, name: names.code(LIST, value) }))}
        value={isStated ? ground : undefined}
        placeholder={say("channelGroundOpen")}
        onChange={(channelGround) => onChange({ do: "channelGround", channelGround })}
      />
      {findings.map((finding) => (
        <FindingText key={finding.code} finding={finding} />
      ))}
    </div>
  );
});

const LIST = "channel_ground";
const NONE = EMPTY_WORK.channelGround;
