import { type ReactNode, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";

/** Examples to try. They are fetched when somebody asks for one. */
export function Examples({
  onExample,
}: {
  readonly onExample: (files: Readonly<Record<string, string>>) => void;
}): ReactNode {
  const say = useWords("check");
  const [isAway, setAway] = useState(false);
  const show = async (name: (typeof NAMES)[number]): Promise<void> => {
    try {
      const { default: examples } = await import("./examples.generated.json");
      onExample(examples[name]);
    } catch {
      setAway(true);
    }
  };
  return (
    <section className="stack-tight">
      <h2>{say("examples")}</h2>
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
