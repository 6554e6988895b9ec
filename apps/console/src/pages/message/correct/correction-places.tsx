import type { Body, CorrectionAction } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Button } from "../../../design/button.tsx";
import { CheckBox } from "../../../design/check-box.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { useTitles } from "../../case/body-view.tsx";
import { inOrder } from "../../case/in-order.ts";
import { ValueText } from "../../case/value-text.tsx";
import { isFinished } from "../../compose/state/work.ts";
import { FieldEntry } from "../../compose/value/value-entry.tsx";
import {
  type CorrectionWork,
  firstValues,
  isRepeated,
  type Place,
  takesValues,
} from "./correction.ts";
import { type CorrectionFaults, valueKey } from "./correction-faults.ts";

/** The places of a message, each with what stands there. Those that are wrong are ticked, and get their right value. */
export function CorrectionPlaces({
  work,
  body,
  places,
  faults,
  onChange,
}: {
  readonly work: CorrectionWork;
  readonly body: Body;
  readonly places: readonly Place[];
  readonly faults?: CorrectionFaults["ofValue"] | undefined;
  readonly onChange: (work: CorrectionWork) => void;
}): ReactNode {
  const say = useWords("message");
  const titles = useTitles(body);
  const { action, changes } = work;
  // An erasure takes the whole message.
  if (action === undefined || action === "erase") return null;
  const set = (path: string, values: readonly unknown[] | undefined): void => {
    const next = new Map(changes);
    if (values === undefined) next.delete(path);
    else next.set(path, values);
    onChange({ ...work, changes: next });
  };
  return (
    <section className="panel stack">
      <h3>{say("correctPlaces")}</h3>
      {inOrder(body).map(([gid]) => (
        <fieldset key={gid} className="correction-group">
          <legend>{titles.get(gid)}</legend>
          {places
            .filter((place) => place.gid === gid)
            .map((place) => (
              <PlaceEntry
                key={place.path}
                place={place}
                action={action}
                values={changes.get(place.path)}
                faults={faults}
                onChange={(values) => set(place.path, values)}
              />
            ))}
        </fieldset>
      ))}
    </section>
  );
}

function PlaceEntry({
  place,
  action,
  values,
  faults,
  onChange,
}: {
  readonly place: Place;
  readonly action: CorrectionAction;
  /** `undefined` unless the place is chosen. */
  readonly values: readonly unknown[] | undefined;
  readonly faults: CorrectionFaults["ofValue"] | undefined;
  readonly onChange: (values: readonly unknown[] | undefined) => void;
}): ReactNode {
  const names = useNames();
  const say = useWords("message");
  return (
    <div className="correction-place">
      <CheckBox
        isSelected={values !== undefined}
        onChange={(isChosen) => onChange(isChosen ? firstValues(action, place) : undefined)}
      >
        {names.field(place.field)}
      </CheckBox>
      <p className="soft">
        <span className="small">{say("correctStandsThere")}</span>{" "}
        <ValueText field={place.field} value={place.values} />
      </p>
      {takesValues(action) && values !== undefined && (
        <Values {...{ place, values, faults, onChange }} />
      )}
    </div>
  );
}

function Values({
  place: { path, field },
  values,
  faults,
  onChange,
}: {
  readonly place: Place;
  readonly values: readonly unknown[];
  readonly faults: CorrectionFaults["ofValue"] | undefined;
  readonly onChange: (values: readonly unknown[]) => void;
}): ReactNode {
  const say = useWords("message");
  const at = (index: number, v: unknown): readonly unknown[] =>
    values.map((value, other) => (other === index ? v : value));
  /** What was not filled in was not sent. */
  const faultAt = (index: number) =>
    faults?.get(valueKey(path, values.slice(0, index).filter(isFinished).length));
  return (
    <div className="stack-tight">
      {values.map((value, index) => (
        // Values of one place have no other name than their position.
        // biome-ignore lint/suspicious/noArrayIndexKey: each entry shows what the list holds at its position
        <div key={index} className="row correction-value">
          <FieldEntry
            field={field}
            label={
              values.length === 1
                ? say("correctValue")
                : say("correctValueOf", { number: index + 1 })
            }
            error={isFinished(value) ? faultAt(index)?.says : undefined}
            faulty={faultAt(index)?.member}
            value={value}
            onChange={(v) => onChange(at(index, v))}
          />
          {values.length > 1 && (
            <Button
              weight="quiet"
              onPress={() => onChange(values.filter((_, other) => other !== index))}
            >
              {say("correctValueDrop", { number: index + 1 })}
            </Button>
          )}
        </div>
      ))}
      {isRepeated(field) && (
        <div className="row">
          <Button weight="quiet" onPress={() => onChange([...values, undefined])}>
            {say("correctValueAdd")}
          </Button>
        </div>
      )}
    </div>
  );
}
