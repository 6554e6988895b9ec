import type { Body } from "@safepassage/schema";
import { memo, type ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";
import type { Answer } from "../../app/gateway.ts";
import { useWords } from "../../words/words.tsx";
import { BodyView } from "../case/body-view.tsx";

/** The message as its recipient will see it. */
export const Received = memo(function Received({
  preview,
}: {
  readonly preview: Answer<"preview">;
}): ReactNode {
  const say = useWords("compose");
  return (
    <Disclosure className="disclosure">
      <Heading level={2}>
        <Button slot="trigger" className="unfold">
          {say("received")}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="stack">
          <p className="soft">{say("receivedLead")}</p>
          <BodyView body={preview.draft.body as Body} />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
});
