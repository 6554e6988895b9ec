import type { ReactNode } from "react";
import { Notice } from "../design/notice.tsx";
import type { Tone } from "../design/tone.ts";
import { useWords } from "../words/words.tsx";
import { ErasedText } from "./parts/erased.tsx";
import { HeldText } from "./parts/held.tsx";
import { RefusalText } from "./parts/refusal.tsx";
import type { Part, PartOf, StepState } from "./tour-api.ts";

/** What came of a step, in one box: what, by whom and why. */
export function Outcome({
  parts,
  step: { to = "", rules },
}: {
  readonly parts: readonly Part[];
  readonly step: StepState;
}): ReactNode {
  const say = useWords("tour");
  const outcome = outcomeOf(parts);
  if (outcome === undefined) return null;
  const refused = find(parts, "refusedAtHome");
  const held = find(parts, "held");
  const erased = find(parts, "erased");
  return (
    <Notice tone={TONES[outcome]} title={say(`outcome.${outcome}`)}>
      {outcome === "refusedTwice" && refused !== undefined && (
        <RefusalText part={refused} recipient={to} rules={rules} />
      )}
      {held !== undefined && <HeldText part={held} rules={rules} />}
      {erased !== undefined && <ErasedText part={erased} />}
    </Notice>
  );
}

type OutcomeName = keyof typeof TONES;

function outcomeOf(parts: readonly Part[]): OutcomeName | undefined {
  const erased = find(parts, "erased");
  if (erased !== undefined) return erased.isStillThere ? "notErased" : "erased";
  const last = find(parts, "receipts")?.receipts.find(({ kind }) => kind !== "delivered");
  if (last === undefined) return undefined;
  // The sender's own gateway is asked first. Where it refuses nothing, its code is empty.
  const refusedAtHome = find(parts, "refusedAtHome")?.refusal;
  const refused =
    refusedAtHome !== undefined && refusedAtHome.code !== "" ? "refusedTwice" : "refused";
  if (last.kind === "refused") return refused;
  if (last.kind !== "decided") return undefined;
  if (last.verdict === "reject") return refused;
  return last.verdict === "quarantine" ? "held" : "accepted";
}

const find = <Kind extends Part["kind"]>(
  parts: readonly Part[],
  kind: Kind,
): PartOf<Kind> | undefined => parts.find((part): part is PartOf<Kind> => part.kind === kind);

const TONES = {
  accepted: "good",
  erased: "good",
  held: "warn",
  notErased: "bad",
  refused: "bad",
  refusedTwice: "bad",
} as const satisfies Readonly<Record<string, Tone>>;
