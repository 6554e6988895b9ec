import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { gateway } from "../../app/gateway.ts";
import type { Locale } from "../../words/locales.ts";
import { useLocale, useWords } from "../../words/words.tsx";
import { type Condition, readCondition } from "./condition.ts";

/** Under which conditions something goes, as a list. @param when - As the local API writes it: `CONSENT or STRICT`. */
export function ConditionText({ when }: { readonly when: string }): ReactNode {
  const say = useWords("agreements");
  const sayOne = useConditionWords();
  const condition = readCondition(when);
  if ("one" in condition) return <p>{say("onlyIf", { condition: sayOne(condition.one) })}</p>;
  return (
    <div>
      <p>{say("any" in condition ? "onlyAny" : "all" in condition ? "onlyAll" : "onlyNot")}</p>
      <ul className="conditions">
        {partsOf(condition).map((part) => (
          <ConditionItem key={JSON.stringify(part)} condition={part} sayOne={sayOne} />
        ))}
      </ul>
    </div>
  );
}

function ConditionItem({
  condition,
  sayOne,
}: {
  readonly condition: Condition;
  readonly sayOne: (name: string) => string;
}): ReactNode {
  const say = useWords("agreements");
  if ("one" in condition) return <li>{sayOne(condition.one)}</li>;
  return (
    <li>
      {say(
        "any" in condition ? "conditionAny" : "all" in condition ? "conditionAll" : "conditionNot",
      )}
      <ul className="conditions">
        {partsOf(condition).map((part) => (
          <ConditionItem key={JSON.stringify(part)} condition={part} sayOne={sayOne} />
        ))}
      </ul>
    </li>
  );
}

type Joined = Exclude<Condition, { readonly one: string }>;

function partsOf(condition: Joined): readonly Condition[] {
  if ("not" in condition) return [condition.not];
  return "all" in condition ? condition.all : condition.any;
}

/** What each condition asks for: as the gateway words it, or in the language of the page. */
function useConditionWords(): (name: string) => string {
  const { locale } = useLocale();
  const { data } = useQuery({
    queryKey: ["conditions", locale],
    queryFn: async () => {
      const [{ conditions }, own] = await Promise.all([
        answerOf(gateway.v1.purposes.$get()),
        OWN[locale]?.(),
      ]);
      return { ...conditions, ...own?.default.conditions };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (name) => data?.[name] ?? name;
}

interface ReasonFile {
  readonly default: { readonly conditions: Readonly<Record<string, string>> };
}

const OWN: Readonly<Partial<Record<Locale, () => Promise<ReasonFile>>>> = {
  fr: () => import("@safepassage/words/fr/reasons.json"),
  es: () => import("@safepassage/words/es/reasons.json"),
  ar: () => import("@safepassage/words/ar/reasons.json"),
};
