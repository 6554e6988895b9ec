import type { ReactNode } from "react";
import { Tag } from "../../design/tag.tsx";
import type { Tone } from "../../design/tone.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import type { ValueOutcome } from "../compose/state/outcomes.ts";
import { ValueText } from "./value-text.tsx";

type Entry = NonNullable<ValueOutcome["entry"]>;

/** What becomes of a value, in a word, and how precise what leaves of it is. */
export function OutcomeTag({ entry }: { readonly entry: Entry }): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const rung = entry.outcome === "allowed" ? entry.actual : entry.granted;
  return (
    <>
      <Tag tone={TONES[entry.outcome]}>{say(WORDS[entry.outcome])}</Tag>
      {rung !== undefined && entry.outcome !== "withheld" && (
        <span className="small soft">{say("rung", { rung: names.rung(rung.rung) })}</span>
      )}
    </>
  );
}

/** What leaves of a value: itself, or coarser values in its place. */
export function LeavingValues({
  entry,
  field,
  value,
}: {
  readonly entry: Entry;
  readonly field: string;
  readonly value: unknown;
}): ReactNode {
  const names = useNames();
  return (
    <>
      {entry.outcome === "allowed" && <ValueText field={field} value={value} />}
      {entry.coarsenedTo?.map((leaf) => (
        <p key={`${leaf.gid}/${leaf.f}`}>
          {leaf.f !== field && <span className="soft small">{names.field(leaf.f)} </span>}
          <ValueText field={leaf.f} value={leaf.v} />
        </p>
      ))}
    </>
  );
}

const WORDS = { allowed: "goes", coarsened: "coarsened", withheld: "stays" } as const;
const TONES = {
  allowed: "good",
  coarsened: "warn",
  withheld: "plain",
} as const satisfies Record<string, Tone>;
