import { type ReactNode, useEffect, useRef, useState } from "react";
import { save } from "../../app/save-file.ts";
import { useSession } from "../../app/session.tsx";
import { Button } from "../../design/button.tsx";
import { Problem } from "../../design/problem.tsx";
import { useLocale, useWords } from "../../words/words.tsx";
import { actsFile } from "./acts-file.ts";
import { fetchActs } from "./acts-query.ts";
import { type ActEntry, type ActsAsked, readActs } from "./read-acts.ts";

/** Saves all acts that fit as a file. It is drawn anew where others are asked for. */
export function SaveActs({ asked }: { readonly asked: ActsAsked }): ReactNode {
  const say = useWords("oversight");
  const { locale } = useLocale();
  const { me } = useSession();
  const [state, setState] = useState<State>({ is: "idle" });
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const start = async (): Promise<void> => {
    setState({ is: "reading", count: 0 });
    try {
      const goesOn = (count: number): boolean => {
        setState({ is: "reading", count });
        return isHere.current;
      };
      const read = await readActs(asked, goesOn, fetchActs);
      if (!isHere.current) return;
      const words = {
        ...{ title: say("acts"), readAt: say("fileReadAt"), readBy: say("fileReadBy") },
        ...{ narrowed: say("fileNarrowed"), all: say("all"), entries: say("fileEntries") },
        ...{ isPart: say("filePart"), marked: say("fileMarked"), meaning: say("did") },
        act: ({ act }: ActEntry) => say(`act.${act}`),
      };
      const { entity, officer: reader } = me;
      save(actsFile({ asked, read, entity, reader, words, locale }));
      setState({ is: "saved", count: read.entries.length, isWhole: read.isWhole });
    } catch (error) {
      setState({ is: "failed", error: error as Error });
    }
  };
  return (
    <div className="stack-tight">
      <div className="row">
        <Button isPending={state.is === "reading"} onPress={() => void start()}>
          {say("saveActs")}
        </Button>
        <span role="status" className="small soft">
          {state.is === "reading" && say("shownMore", { count: state.count })}
          {state.is === "saved" &&
            say(state.isWhole ? "savedAll" : "savedPart", { count: state.count })}
        </span>
      </div>
      {state.is === "failed" && <Problem error={state.error} onAgain={() => void start()} />}
    </div>
  );
}

type State =
  | { readonly is: "idle" }
  | { readonly is: "reading"; readonly count: number }
  | { readonly is: "saved"; readonly count: number; readonly isWhole: boolean }
  | { readonly is: "failed"; readonly error: Error };
