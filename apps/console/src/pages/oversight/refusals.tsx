import { answerOf } from "@safepassage/client";
import { type ReactNode, useState } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import { CodeEntry } from "../../design/code-entry.tsx";
import { Page } from "../../design/page.tsx";
import { Time } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useWords } from "../../words/words.tsx";
import { PagedTable } from "./paged-table.tsx";
import { REFUSAL_CODES, refusalName } from "./refusal-words.ts";
import { RuleFixes } from "./rule-fixes.tsx";

type RefusalEntry = Answer<"listRefusals">["entries"][number];

/** Packages that were refused, and why. */
export function Refusals(): ReactNode {
  const say = useWords("oversight");
  const [code, setCode] = useState<string | undefined>(undefined);
  return (
    <Page title={say("refusals")} lead={say("refusalsLead")}>
      <div className="row actions">
        <CodeEntry
          label={say("whyRefused")}
          options={REFUSAL_CODES.map((one) => ({ value: one, name: say(`refusal.${one}`) }))}
          value={code}
          placeholder={say("all")}
          onChange={setCode}
        />
      </div>
      <PagedTable<RefusalEntry>
        key={code ?? ""}
        label={say("refusals")}
        queryKey={["refusals", code]}
        empty={say(code === undefined ? "noRefusals" : "noneFits")}
        only={REFUSAL_CODES.filter((one) => one === code).map((one) => say(`refusal.${one}`))}
        fetchPage={(place) =>
          answerOf(gateway.v1.refusals.$get({ query: { ...place, ...(code && { code }) } }))
        }
        columns={[
          { name: say("when"), show: ({ at }) => <Time at={at} /> },
          {
            name: say("from"),
            show: ({ sender }) =>
              sender === undefined ? (
                <span className="soft">{say("senderUnknown")}</span>
              ) : (
                <AgencyName entity={sender} />
              ),
          },
          { name: say("why"), show: (refusal) => <RefusalText refusal={refusal} /> },
          { name: say("package"), show: (refusal) => <PackageText refusal={refusal} /> },
        ]}
      />
    </Page>
  );
}

function RefusalText({ refusal }: { readonly refusal: RefusalEntry }): ReactNode {
  const say = useWords("oversight");
  const list = useList();
  const { code, rules } = refusal;
  return (
    <div>
      <p>{say(refusalName(refusal))}</p>
      {code === "rejected" && <RuleFixes rules={rules} />}
      <p className="small soft">
        {rules.length === 0
          ? say("code", { code })
          : say("codeRules", { code, rules: list(rules) })}
      </p>
    </div>
  );
}

function PackageText({
  refusal: { sealed, digest },
}: {
  readonly refusal: RefusalEntry;
}): ReactNode {
  const say = useWords("oversight");
  return (
    <div className="small">
      <p>
        {say("sealed")}{" "}
        <bdi dir="ltr" className="digest">
          {sealed}
        </bdi>
      </p>
      {digest !== undefined && (
        <p>
          {say("messageDigest")}{" "}
          <bdi dir="ltr" className="digest">
            {digest}
          </bdi>
        </p>
      )}
    </div>
  );
}
