import { findCodeList } from "@safepassage/schema";
import type { ReactNode } from "react";
import { CheckBox } from "../../design/check-box.tsx";
import { Choice } from "../../design/choice.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import type { Change } from "./change.ts";
import type { Work } from "./work.ts";

/** How urgent it is, and what the recipient may do with it. */
export function Terms({
  work,
  onChange,
}: {
  readonly work: Pick<Work, "urgency" | "conditions">;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const { urgency, conditions } = work;
  const codes = (list: string) =>
    (findCodeList(list)?.codes ?? []).map(({ code }) => ({
      value: code,
      name: names.code(list, code),
    }));
  return (
    <div className="terms">
      <Choice
        label={say("urgency")}
        options={codes("urgency_level")}
        value={urgency.level}
        onChange={(level) =>
          onChange({ do: "urgency", level, ground: level === "routine" ? "none" : urgency.ground })
        }
      />
      {urgency.level !== "routine" && (
        <Choice
          label={say("urgencyGround")}
          options={codes("urgency_ground")}
          value={urgency.ground}
          onChange={(ground) => onChange({ do: "urgency", level: urgency.level, ground })}
        />
      )}
      <fieldset className="record wide">
        <legend>{say("conditions")}</legend>
        <p className="small soft wide">{say("conditionsHelp")}</p>
        {codes("handling_conditions").map(({ value, name }) => (
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
      </fieldset>
    </div>
  );
}
