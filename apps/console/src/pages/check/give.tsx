import { type ClipboardEvent, type ReactNode, useId, useState } from "react";
import { DropZone } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Text } from "react-aria-components/Text";
import { Button } from "../../design/button.tsx";
import { useWords } from "../../words/words.tsx";
import type { GivenFile } from "./judge/read-given.ts";

/** Where somebody drops, chooses or pastes what is to be checked. */
export function Give({
  onFiles,
  onText,
}: {
  readonly onFiles: (files: Iterable<GivenFile>) => Promise<void>;
  readonly onText: (text: string) => void;
}): ReactNode {
  const say = useWords("check");
  return (
    <section className="check-give" aria-label={say("give")}>
      <DropZone
        className="check-drop"
        getDropOperation={() => "copy"}
        onDrop={({ items }) => {
          for (const item of items) {
            // It is told as a file that cannot be read.
            if (item.kind === "directory") void onFiles([{ name: item.name, ...FOLDER }]);
            if (item.kind === "file") void item.getFile().then((file) => onFiles([file]));
            if (item.kind === "text" && item.types.has(PLAIN))
              void item.getText(PLAIN).then(onText);
          }
        }}
      >
        <Text slot="label">{say("drop")}</Text>
        <FileTrigger
          allowsMultiple
          onSelect={(files) => {
            if (files !== null) void onFiles(files);
          }}
        >
          <Button weight="main">{say("choose")}</Button>
        </FileTrigger>
        <p className="small soft">{say("takes")}</p>
      </DropZone>
      <PasteEntry onFiles={onFiles} onText={onText} />
    </section>
  );
}

/** What is pasted is taken at once; what is typed, when somebody says so. */
function PasteEntry({
  onFiles,
  onText,
}: {
  readonly onFiles: (files: Iterable<GivenFile>) => Promise<void>;
  readonly onText: (text: string) => void;
}): ReactNode {
  const say = useWords("check");
  const id = useId();
  const [typed, setTyped] = useState("");
  const paste = (event: ClipboardEvent): void => {
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData(PLAIN);
    if (files.length > 0) void onFiles([...files]);
    else if (typed === "" && text !== "") onText(text);
    else return;
    event.preventDefault();
  };
  return (
    <div className="field">
      <label htmlFor={id}>{say("paste")}</label>
      {/* A spelling checker of a browser may send what it reads to its maker. */}
      <textarea
        id={id}
        className="check-paste"
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        maxLength={MOST_UNITS}
        value={typed}
        onPaste={paste}
        onChange={({ target }) => setTyped(target.value)}
      />
      <div className="row">
        <Button
          onPress={() => {
            onText(typed);
            setTyped("");
          }}
        >
          {say("takeTyped")}
        </Button>
      </div>
    </div>
  );
}

const PLAIN = "text/plain";
const FOLDER = { size: 0, arrayBuffer: () => Promise.reject(new TypeError("a folder")) };
/** Of a text that is typed; one that is pasted whole may be as long as a file. */
const MOST_UNITS = 65_536;
