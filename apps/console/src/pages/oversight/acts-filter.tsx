import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button } from "../../design/button.tsx";
import { DayEntry } from "../../design/day-entry.tsx";
import { TextEntry } from "../../design/text-entry.tsx";
import { useWords } from "../../words/words.tsx";
import { dayBegins } from "./day-begins.ts";

/** Which acts are asked for, as the API names it. */
export interface ActsOf {
  readonly officer?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Narrows the acts to those of an officer and of some days. What is typed counts once it is sent: nobody asks for half a name. */
export function ActsFilter({ onChange }: { readonly onChange: (of: ActsOf) => void }): ReactNode {
  const say = useWords("oversight");
  const [officer, setOfficer] = useState("");
  const [first, setFirst] = useState<string | undefined>(undefined);
  const [last, setLast] = useState<string | undefined>(undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange({
      ...(officer !== "" && { officer }),
      ...(first !== undefined && { since: dayBegins(first) }),
      ...(last !== undefined && { until: dayBegins(last, 1) }),
    });
  };
  return (
    <Form className="row row-end actions" onSubmit={submit}>
      <TextEntry
        label={say("staffId")}
        value={officer}
        isLtr
        mostUnits={32}
        onChange={(typed) => setOfficer(typed.trim())}
      />
      <DayEntry label={say("actsFirst")} value={first} onChange={setFirst} />
      <DayEntry label={say("actsLast")} value={last} onChange={setLast} />
      <Button type="submit">{say("actsShow")}</Button>
    </Form>
  );
}

/** Leads to whatever was done with a draft. */
export function DraftLink({ id }: { readonly id: string }): ReactNode {
  const say = useWords("oversight");
  return (
    <span className="small">
      {say("draftMark")}{" "}
      <Link to="/acts" search={{ ref: id }}>
        <bdi dir="ltr" className="digest">
          {id}
        </bdi>
      </Link>
    </span>
  );
}

/** Says that only the acts on one draft are shown, and leads to all. */
export function OfDraft({ id }: { readonly id: string }): ReactNode {
  const say = useWords("oversight");
  return (
    <p>
      {say("actsOfDraft")}{" "}
      <bdi dir="ltr" className="digest">
        {id}
      </bdi>{" "}
      <Link to="/acts">{say("actsAll")}</Link>
    </p>
  );
}
