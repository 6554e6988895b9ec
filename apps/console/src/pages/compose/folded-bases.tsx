import { type ComponentProps, type ReactNode, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";
import { useList } from "../../words/lists.ts";
import { useWords } from "../../words/words.tsx";
import { BasesEntry } from "./bases-entry.tsx";

/** The laws that a message rests on, in a line. They are chosen beneath, which is open where none was there at first. */
export function FoldedBases(props: ComponentProps<typeof BasesEntry>): ReactNode {
  const say = useWords("compose");
  const list = useList();
  const { bases } = props;
  const [isOpen, setOpen] = useState(bases.length === 0);
  return (
    <Disclosure
      className="wide"
      isExpanded={isOpen || bases.length === 0}
      onExpandedChange={setOpen}
    >
      <Heading level={3}>
        <Button slot="trigger" className="unfold">
          {bases.length === 0 ? say("chooseBasis") : say("restsOn", { bases: list(bases) })}
        </Button>
      </Heading>
      <DisclosurePanel>
        <BasesEntry {...props} />
      </DisclosurePanel>
    </Disclosure>
  );
}
