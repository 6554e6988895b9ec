import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";
import { useWords } from "../../words/words.tsx";
import { BodyView } from "../case/body-view.tsx";

/** The message as its recipient will open it, to be unfolded. */
export function ReceivedView({ body }: { readonly body: Body }): ReactNode {
  const say = useWords("approvals");
  return (
    <Disclosure>
      <Heading level={2}>
        <Button slot="trigger" className="unfold">
          {say("received")}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="stack">
          <p className="soft">{say("receivedLead")}</p>
          <BodyView body={body} />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
