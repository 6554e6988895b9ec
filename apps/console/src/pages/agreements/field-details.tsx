import { findCodeList } from "@safepassage/schema";
import type { ReactNode } from "react";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { ConditionText } from "./condition-text.tsx";
import type { SendableField } from "./matrix-model.ts";

/** How a purpose carries a field: in which messages, on which condition, and how precisely. */
export function FieldDetails({ field }: { readonly field: SendableField | undefined }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const list = useList();
  if (field === undefined) return <p>{say("neverGoes")}</p>;
  const { ways, rungs, barredValues = [], mostValues } = field;
  const codes = findCodeList(field.field)?.name ?? "";
  return (
    <div className="stack-tight">
      {ways.map(({ need, when, messageTypes }) => (
        <div key={`${need} ${when ?? ""}`}>
          {when === undefined ? <p>{say(`need.${need}`)}</p> : <ConditionText when={when} />}
          <p className="small soft">
            {say("inMessages", {
              types: list(messageTypes.map((type) => names.code("message_type", type))),
            })}
          </p>
        </div>
      ))}
      {rungs.map((rung) => (
        <RungText key={rung.ladder} rung={rung} />
      ))}
      {barredValues.length > 0 && (
        <p>
          {say("barredValues", {
            values: list(barredValues.map((value) => names.code(codes, value))),
          })}
        </p>
      )}
      {mostValues !== undefined && <p>{say("mostValues", { count: mostValues })}</p>}
    </div>
  );
}

/** How precise a value may be, and on which condition it may be so precise. */
function RungText({
  rung: { ladder, rung, when, otherwise },
}: {
  readonly rung: SendableField["rungs"][number];
}): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  return (
    <div>
      <p>{say("atMost", { ladder: say(ladderName(ladder)), rung: names.rung(rung) })}</p>
      {when !== undefined && (
        <>
          <ConditionText when={when} />
          <p>
            {otherwise === undefined
              ? say("elseNothing")
              : say("elseRung", { rung: names.rung(otherwise) })}
          </p>
        </>
      )}
    </div>
  );
}

type LadderName = Extract<
  keyof typeof import("../../words/en/agreements.json"),
  `ladder.${string}`
>;
/** The words of a ladder. One of a later catalogue is just how precise something is. */
const ladderName = (ladder: string): LadderName =>
  LADDER_NAMES.find((name) => name === `ladder.${ladder}`) ?? "ladder.other";

const LADDER_NAMES: readonly LadderName[] = [
  "ladder.age",
  "ladder.biometric",
  "ladder.document",
  "ladder.exploitation",
  "ladder.finance",
  "ladder.location",
  "ladder.money",
  "ladder.name",
  "ladder.offence",
  "ladder.time",
  "ladder.typology",
];
