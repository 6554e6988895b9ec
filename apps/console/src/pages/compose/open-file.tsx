import type { Draft } from "@safepassage/api";
import { memo, type ReactNode, useState } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";
import { LossQuestion } from "./loss-question.tsx";
import type { Change } from "./state/change.ts";
import { toWork, type Work } from "./state/work.ts";

/** Opens a case that a case system has written as a draft. The file stays on this machine until somebody sends it. */
export const OpenFile = memo(function OpenFile({
  isFilled,
  onChange,
}: {
  /** Whether there is something on the page that the file would take the place of. */
  readonly isFilled: boolean;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const [isBad, setBad] = useState(false);
  const [waiting, setWaiting] = useState<Work>();
  const load = (work: Work): void => {
    onChange({ do: "load", work });
    setWaiting(undefined);
  };
  const open = async (file: File): Promise<void> => {
    try {
      if (file.size > MOST_OCTETS) throw new RangeError("the file is larger than any draft");
      const work = toWork(readDraft(await file.text()));
      setBad(false);
      if (isFilled) setWaiting(work);
      else load(work);
    } catch {
      setBad(true);
    }
  };
  return (
    <>
      <FileTrigger
        acceptedFileTypes={["application/json", ".json"]}
        onSelect={(files) => {
          const [file] = files ?? [];
          if (file !== undefined) void open(file);
        }}
      >
        <Button>{say("loadFile")}</Button>
      </FileTrigger>
      {isBad && (
        <Notice tone="bad" isUrgent title={say("loadFileBad")}>
          <p>{say("loadFileFix")}</p>
        </Notice>
      )}
      <LossQuestion
        title={say("replaceText")}
        lead={say("replaceTextFix")}
        lose={say("replace")}
        isOpen={waiting !== undefined}
        onStay={() => setWaiting(undefined)}
        onLose={() => waiting !== undefined && load(waiting)}
      />
    </>
  );
});

/** Whoever has signed in is the officer of the message, and not the one whom the file names. */
function readDraft(text: string): Draft {
  const { officer: _, ...draft } = JSON.parse(text) as Draft & { readonly officer?: unknown };
  if (typeof draft.body !== "object" || !Array.isArray(draft.legalBases)) {
    throw new TypeError("no draft");
  }
  return draft;
}

/** More than the largest message has. */
const MOST_OCTETS = 2_097_152;
