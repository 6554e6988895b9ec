import { findCodeList } from "@safepassage/schema";
import { type ReactNode, useMemo } from "react";
import { Choice } from "../../../design/choice.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";

/** Lets somebody state why one field is needed, where the law asks for strict necessity. */
export function NeedChoice({
  path,
  reason,
  onChange,
}: {
  readonly path: string;
  readonly reason: string | undefined;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const options = useMemo(
    () => [
      { value: NONE, name: say("needNone") },
      ...(findCodeList(LIST)?.codes ?? []).map(({ code }) => ({
        value: code,
        name: names.code(LIST, code),
      })),
    ],
    [say, names],
  );
  return (
    <Choice
      label={say("need")}
      options={options}
      value={reason ?? NONE}
      onChange={(chosen) =>
        onChange({ do: "need", path, reason: chosen === NONE ? undefined : chosen })
      }
    />
  );
}

const LIST = "necessity_reason";
const NONE = "";
