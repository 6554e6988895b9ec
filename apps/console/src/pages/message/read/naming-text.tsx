import { findField } from "@safepassage/schema";
import type { ReactNode } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { useList } from "../../../words/lists.ts";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { Fact } from "../../case/fact.tsx";
import { ValueText } from "../../case/value-text.tsx";
import { MessageLink } from "../facts/message-link.tsx";
import type { Content } from "../facts/queries.ts";
import type { Named, Naming } from "./naming.ts";

/** Says of which message another one finds fault, corrects a value or wants it destroyed, with a link to it, and what is to be done. */
export function NamingText({
  naming: { type, named },
  content: { box, message },
}: {
  readonly naming: Naming;
  readonly content: Pick<Content, "box" | "message">;
}): ReactNode {
  const say = useWords("message");
  const { clear } = message;
  const agency = hostOf(
    box === "inbox" ? clear["env.sender.agencyId"] : clear["env.recipient.agencyId"],
  );
  return (
    <div className="asked stack-tight">
      <p className="measure">
        <strong>{say(`naming.${type}.${box}`, { agency })}</strong>
      </p>
      {named.map((one) => (
        <NamedFacts key={one.gid} named={one} />
      ))}
      {box === "inbox" && <p className="soft measure">{say(`namingNext.${type}`, { agency })}</p>}
    </div>
  );
}

function NamedFacts({
  named: { messages, places, values, codes },
}: {
  readonly named: Named;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const list = useList();
  const [only] = places;
  return (
    <dl className="facts">
      <Fact name={say("namedMessage")}>
        <ul className="plain-list">
          {messages.map((digest, index) => (
            <li key={digest}>
              <MessageLink digest={digest} isLookedUp={index < MOST_LOOKED_UP} />
            </li>
          ))}
        </ul>
      </Fact>
      {places.length > 0 && (
        <Fact name={say("namedPlaces")}>
          {list(
            places.map(({ kind, field }) =>
              say("namedPlace", { kind: names.kind(kind), field: names.field(field) }),
            ),
          )}
        </Fact>
      )}
      {only !== undefined && values.length > 0 && (
        <Fact name={names.field("correction.value")}>
          <ValueText field={only.field} value={values} />
        </Fact>
      )}
      {codes.map(({ field, code }) => (
        <Fact key={field} name={names.field(field)}>
          {names.code(findField(field)?.codeList ?? "", code)}
        </Fact>
      ))}
    </dl>
  );
}

const MOST_LOOKED_UP = 8;
