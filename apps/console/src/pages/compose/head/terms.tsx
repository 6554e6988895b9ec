import { findCodeList } from "@safepassage/schema";
import { type ReactNode, useMemo } from "react";
import { CheckBox } from "../../../design/check-box.tsx";
import { Choice, type Option } from "../../../design/choice.tsx";
import { Unfold } from "../../../design/unfold.tsx";
import { useList } from "../../../words/lists.ts";
import { type Names, useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";
import type { Work } from "../state/work.ts";

/** How urgent it is, and what the recipient may do with it. */
export function Terms({
  work,
  sent,
  onChange,
}: {
  readonly work: Pick<Work, "urgency" | "conditions">;
  /** All conditions that would go along. The agreement and the purpose add some to those chosen here. */
  readonly sent: readonly string[];
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const list = useList();
  const { urgency, conditions } = work;
  const levels = useMemo(() => codesOf("urgency_level", names), [names]);
  const grounds = useMemo(() => codesOf("urgency_ground", names), [names]);
  const uses = useMemo(() => codesOf("handling_conditions", names), [names]);
  const chosen = uses.filter(({ value }) => conditions.includes(value)).map(({ name }) => name);
  const added = sent
    .filter((code) => !conditions.includes(code))
    .map((code) => names.code("handling_conditions", code));
  return (
    <>
      <div className="terms">
        <Choice
          label={say("urgency")}
          options={levels}
          value={urgency.level}
          onChange={(level) =>
            onChange({
              do: "urgency",
              level,
              ground: level === "routine" ? "none" : urgency.ground,
            })
          }
        />
        {urgency.level !== "routine" && (
          <Choice
            label={say("urgencyGround")}
            options={grounds}
            value={urgency.ground}
            onChange={(ground) => onChange({ do: "urgency", level: urgency.level, ground })}
          />
        )}
      </div>
      <Unfold
        title={say("conditions")}
        level={3}
        always={
          <>
            {(chosen.length > 0 || added.length === 0) && (
              <p className="small soft">
                {chosen.length === 0 ? say("conditionsNone") : list(chosen)}
              </p>
            )}
            {added.length > 0 && (
              <p className="small soft">{say("conditionsAdded", { conditions: list(added) })}</p>
            )}
          </>
        }
      >
        <p className="small soft">{say("conditionsHelp")}</p>
        <div className="uses">
          {uses.map(({ value, name }) => (
            <CheckBox
              key={value}
              isSelected={conditions.includes(value)}
              onChange={(isSelected) =>
                onChange({
                  do: "conditions",
                  conditions: isSelected
                    ? [...conditions, value]
                    : conditions.filter((one) => one !== value),
                })
              }
            >
              {name}
            </CheckBox>
          ))}
        </div>
      </Unfold>
    </>
  );
}

const codesOf = (list: string, names: Names): readonly Option<string>[] =>
  (findCodeList(list)?.codes ?? [])
    .filter(({ forbidden }) => forbidden === undefined)
    .map(({ code }) => ({ value: code, name: names.code(list, code) }));
