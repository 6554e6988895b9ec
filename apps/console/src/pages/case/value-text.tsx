import { findField } from "@safepassage/schema";
import { type ReactNode, useMemo } from "react";
import { LOCALES } from "../../words/locales.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useLocale, useWords } from "../../words/words.tsx";
import { type SaidValue, sayValue, type ValueWords } from "./value-words.ts";

/** A value of a field in words. Each text is kept apart from the direction of the page. */
export function ValueText({
  field,
  value,
}: {
  readonly field: string;
  readonly value: unknown;
}): ReactNode {
  const words = useValueWords();
  const type = findField(field)?.type;
  const said: SaidValue =
    type === undefined ? { text: JSON.stringify(value) ?? "" } : sayValue(type, value, words);
  return <Said said={said} above={words.names.field(field)} />;
}

/** The words for values in the language of the page. */
function useValueWords(): ValueWords {
  const names = useNames();
  const times = useTimes();
  const say = useWords("case");
  return useMemo(() => ({ names, times, yes: say("yes"), no: say("no") }), [names, times, say]);
}

function Said({
  said,
  above,
}: {
  readonly said: SaidValue;
  /** The name that stands before it already. A member of the same name does not repeat it. */
  readonly above: string;
}): ReactNode {
  const { locale } = useLocale();
  if ("text" in said) return <bdi>{said.text}</bdi>;
  if ("list" in said) {
    return (
      <>
        {/* What has several members stands on a line of its own, where a comma would stand alone. */}
        {said.list.map((one, index) => (
          // Values of one field may repeat, and their order is part of what they say.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown as it is, and never changed in place
          <span key={index}>
            {index > 0 && ("members" in one ? " " : LOCALES[locale].comma)}
            <Said said={one} above={above} />
          </span>
        ))}
      </>
    );
  }
  return (
    <span className="members">
      {said.members.map(({ name, value }) => (
        <span key={name} className="member">
          {name !== above && <span className="soft small">{name}</span>}{" "}
          <Said said={value} above={name} />
        </span>
      ))}
    </span>
  );
}
