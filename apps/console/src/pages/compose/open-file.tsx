import type { Draft } from "@safepassage/api";
import { memo, type ReactNode, useState } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";
import type { Change } from "./change.ts";
import { toWork } from "./work.ts";

/** Opens a case that a case system has written as a draft. The file stays on this machine until somebody sends it. */
export const OpenFile = memo(function OpenFile({
  onChange,
}: {
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const [isBad, setBad] = useState(false);
  const open = async (file: File): Promise<void> => {
    try {
      if (file.size > MOST_OCTETS) throw new RangeError("the file is larger than any draft");
      onChange({ do: "load", work: toWork(readDraft(await file.text())) });
      setBad(false);
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
