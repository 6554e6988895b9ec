import { answerOf } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { gateway } from "../../app/gateway.ts";
import { useSession } from "../../app/session.tsx";
import { Button } from "../../design/button.tsx";
import { Choice } from "../../design/choice.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { TextEntry } from "../../design/text-entry.tsx";
import { useWords } from "../../words/words.tsx";
import { FoundView } from "./found-view.tsx";
import "./search.css";

/** Finds messages by a number of the agency's own case file. What is typed stays out of the address and of every cache. */
export function Search(): ReactNode {
  const say = useWords("search");
  const shell = useWords("shell");
  const { state } = useSession();
  const [by, setBy] = useState<(typeof WAYS)[number]>("case");
  const [typed, setTyped] = useState("");
  const { mutate, reset, data, error, isPending } = useMutation({
    mutationFn: (id: string) =>
      by === "case"
        ? answerOf(gateway.v1.searches.case.$post({ json: { case: id } }))
        : answerOf(gateway.v1.searches.person.$post({ json: { person: id } })),
    gcTime: 0,
  });
  // What belongs to a person is not left for whoever comes by.
  useEffect(() => {
    if (state !== "open") reset();
  }, [state, reset]);
  const id = typed.trim();
  const count = data === undefined ? 0 : data.received.length + data.sent.length;
  return (
    <Page title={shell("find")} lead={say("lead")}>
      <form
        className="panel search-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (id !== "") mutate(id);
        }}
      >
        <Choice
          label={say("by")}
          options={WAYS.map((way) => ({ value: way, name: say(`by.${way}`) }))}
          value={by}
          onChange={(way) => {
            setBy(way);
            reset();
          }}
        />
        <TextEntry label={say("number")} mostUnits={MOST_UNITS} value={typed} onChange={setTyped} />
        <Button type="submit" weight="main" isDisabled={id === ""} isPending={isPending}>
          {say("find")}
        </Button>
      </form>
      {error !== null && <Problem error={error} />}
      <p role="status">{data !== undefined && <strong>{say("found", { count })}</strong>}</p>
      {data !== undefined && count === 0 && <p className="soft measure">{say("noneFix")}</p>}
      {data !== undefined && count > 0 && <FoundView found={data} />}
      {data?.isMore === true && (
        <Notice tone="warn" title={say("isMore")}>
          <p>{say("isMoreFix")}</p>
        </Notice>
      )}
    </Page>
  );
}

const WAYS = ["case", "person"] as const;
/** Bound of the API. */
const MOST_UNITS = 128;
