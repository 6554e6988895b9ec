import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { useKeptFocus } from "../../design/use-kept-focus.ts";
import { useWords } from "../../words/words.tsx";

/** Examples to try. They are fetched when somebody asks for one. */
export function Examples({
  isBack,
  onExample,
}: {
  /** Whether they come back, since nothing is left of what was given. */
  readonly isBack: boolean;
  readonly onExample: (files: Readonly<Record<string, string>>) => void;
}): ReactNode {
  const say = useWords("check");
  const [isAway, setAway] = useState(false);
  const heading = useKeptFocus<HTMLHeadingElement>(isBack);
  // None, once somebody has given something else meanwhile.
  const asked = useRef<string>(undefined);
  useEffect(
    () => () => {
      asked.current = undefined;
    },
    [],
  );
  const show = async (name: (typeof NAMES)[number]): Promise<void> => {
    asked.current = name;
    try {
      const { default: examples } = await import("./examples.generated.json");
      if (asked.current === name) onExample(examples[name]);
    } catch {
      setAway(true);
    }
  };
  return (
    <section className="stack-tight">
      <h2 ref={heading} tabIndex={-1}>
        {say("examples")}
      </h2>
      <p className="soft">{say("examplesLead")}</p>
      <div className="row">
        {NAMES.map((name) => (
          <Button key={name} onPress={() => void show(name)}>
            {say(`example.${name}`)}
          </Button>
        ))}
      </div>
      {isAway && (
        <Notice tone="bad" isUrgent title={say("exampleAway")}>
          <p>{say("exampleAwayFix")}</p>
        </Notice>
      )}
    </section>
  );
}

const NAMES = ["good", "refused", "evidence"] as const;
