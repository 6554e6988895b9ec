import type { ReactNode } from "react";
import type { Answer } from "../../../app/gateway.ts";
import { CheckBox } from "../../../design/check-box.tsx";
import { useWords } from "../../../words/words.tsx";
import { BasisText } from "../../case/basis-text.tsx";

type Basis =
  Answer<"whatMayBeSent">["agreements"][number]["purposes"][number]["legalBases"][number];

/** Lets somebody state the laws that the message rests on, out of those that the purpose admits for this agency. */
export function BasesEntry({
  offered,
  bases,
  onChange,
}: {
  readonly offered: readonly Basis[];
  readonly bases: readonly string[];
  readonly onChange: (bases: readonly string[]) => void;
}): ReactNode {
  const say = useWords("compose");
  const known = new Set(offered.map(({ basis }) => basis));
  // A basis that came with the draft is shown too, or nobody could take it out.
  const all: readonly Pick<Basis, "basis" | "role">[] = [
    ...offered,
    ...bases
      .filter((basis) => !known.has(basis))
      .map((basis) => ({ basis, role: "processing" as const })),
  ];
  return (
    <fieldset className="record bases">
      <legend>{say("bases")}</legend>
      <p className="field-help small soft">{say("basisHelp")}</p>
      <div className="bases-list">
        {all.map(({ basis, role }) => (
          <CheckBox
            key={basis}
            isSelected={bases.includes(basis)}
            onChange={(isSelected) =>
              onChange(isSelected ? [...bases, basis] : bases.filter((one) => one !== basis))
            }
          >
            <BasisText basis={basis} role={say(`role.${role}`)} />
          </CheckBox>
        ))}
      </div>
    </fieldset>
  );
}
