import type { ReactNode } from "react";
import { Notice } from "../design/notice.tsx";
import type { Tone } from "../design/tone.ts";
import { useWords } from "../words/words.tsx";
import type { Part, PartOf } from "./tour-api.ts";

/** What came of a step, in a sentence: the rest tells how. */
export function Outcome({ parts }: { readonly parts: readonly Part[] }): ReactNode {
  const say = useWords("tour");
  const outcome = outcomeOf(parts);
  if (outcome === undefined) return null;
  return <Notice tone={TONES[outcome]} title={say(`outcome.${outcome}`)} />;
}

type OutcomeName = keyof typeof TONES;

function outcomeOf(parts: readonly Part[]): OutcomeName | undefined {
  const erased = parts.find((part): part is PartOf<"erased"> => part.kind === "erased");
  if (erased !== undefined) return erased.isStillThere ? "notErased" : "erased";
  const receipts = parts.find((part): part is PartOf<"receipts"> => part.kind === "receipts");
  const last = receipts?.receipts.find(({ kind }) => kind !== "delivered");
  if (last === undefined) return undefined;
  if (last.kind === "refused") return "refusedTwice";
  if (last.kind !== "decided") return undefined;
  if (last.verdict === "reject") {
    return parts.some(({ kind }) => kind === "refusedAtHome") ? "refusedTwice" : "refused";
  }
  return last.verdict === "quarantine" ? "held" : "accepted";
}

const TONES = {
  accepted: "good",
  erased: "good",
  held: "warn",
  notErased: "bad",
  refused: "bad",
  refusedTwice: "bad",
} as const satisfies Readonly<Record<string, Tone>>;
