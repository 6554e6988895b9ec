import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import type { Answer } from "../../app/gateway.ts";
import { useWords } from "../../words/words.tsx";
import { CorrectionPanel } from "./correct/correction-panel.tsx";
import { FaultPanel } from "./correct/fault-panel.tsx";
import type { Message } from "./facts/queries.ts";
import { CustodyPanel } from "./proof/custody-panel.tsx";
import { EvidencePanel } from "./proof/evidence-panel.tsx";
import { JudgementPanel } from "./proof/judgement-panel.tsx";
import { ContentPanel } from "./read/content-panel.tsx";
import type { Reading } from "./read/use-content.ts";

export type TabName = "content" | "judgement" | "evidence" | "custody" | "correct" | "fault";

/** The parts of a message: what it says, how it was judged, what proves it, what was done with it, and what is wrong in it. */
export function MessageTabs({
  message,
  evidence,
  reading,
  tab,
  mayCorrect,
  mayTellFault,
  asked,
  onTab,
}: {
  readonly message: Message;
  readonly evidence: UseQueryResult<Answer<"getEvidence">>;
  readonly reading: Reading;
  readonly tab: TabName;
  readonly mayCorrect: boolean;
  readonly mayTellFault: boolean;
  /** How often its last part was asked for elsewhere on the page. */
  readonly asked: number;
  readonly onTab: (tab: TabName) => void;
}): ReactNode {
  const say = useWords("message");
  const [isFaultSought, setFaultSought] = useState(false);
  if (tab === "fault" && !isFaultSought) setFaultSought(true);
  const last = mayCorrect ? "correct" : mayTellFault ? "fault" : undefined;
  const names: readonly TabName[] = last === undefined ? ALWAYS : [...ALWAYS, last];
  return (
    <Tabs
      className="message-tabs"
      selectedKey={names.find((name) => name === tab) ?? "content"}
      onSelectionChange={(key) => {
        const chosen = names.find((name) => name === key);
        if (chosen !== undefined) onTab(chosen);
      }}
    >
      <TabList aria-label={say("tabs")} className="tab-list">
        {names.map((name) => (
          <Tab key={name} id={name} className="tab">
            {say(`tab.${name}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="content" className="tab-panel">
        <ContentPanel message={message} reading={reading} />
      </TabPanel>
      <TabPanel id="judgement" className="tab-panel">
        <JudgementPanel message={message} content={reading.content} />
      </TabPanel>
      <TabPanel id="evidence" className="tab-panel">
        <EvidencePanel message={message} evidence={evidence} />
      </TabPanel>
      <TabPanel id="custody" className="tab-panel">
        <CustodyPanel digest={message.digest} />
      </TabPanel>
      {last === "correct" && (
        // It stays while another part is looked at: what was filled in is not lost.
        <TabPanel id="correct" className="tab-panel" shouldForceMount>
          <CorrectionPanel message={message} reading={reading} asked={asked} />
        </TabPanel>
      )}
      {last === "fault" && (
        <TabPanel id="fault" className="tab-panel" shouldForceMount={isFaultSought}>
          <FaultPanel message={message} reading={reading} asked={asked} />
        </TabPanel>
      )}
    </Tabs>
  );
}

const ALWAYS = ["content", "judgement", "evidence", "custody"] as const;
