import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";
import { Fact } from "../case/fact.tsx";
import { MessageLink } from "./facts/message-link.tsx";
import type { Message } from "./facts/queries.ts";

/** The messages that go with one: what it answers, what answers it, what stands in its place, what certifies its erasure. */
export function RelatedMessages({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const { inReplyTo, answeredBy, copies } = message;
  const relations = [
    { name: say("inReplyTo"), digests: listOf(inReplyTo) },
    { name: say("answeredBy"), digests: answeredBy },
    ...(message.box === "inbox"
      ? [
          { name: say("mendedBy"), digests: listOf(message.mendedBy) },
          { name: say("passedOn"), digests: passedOnIn(message) },
        ]
      : [
          { name: say("replaces"), digests: listOf(message.replaces) },
          { name: say("replacedBy"), digests: listOf(message.replacedBy) },
          { name: say("certificate"), digests: listOf(message.certificate) },
        ]),
    { name: say("copiesErased"), digests: copies?.erased ?? [] },
    { name: say("copiesKept"), digests: copies?.kept ?? [] },
  ].filter(({ digests }) => digests.length > 0);
  if (relations.length === 0) return null;
  return (
    <section className="panel stack">
      <h2>{say("related")}</h2>
      <dl className="related">
        {relations.map(({ name, digests }) => (
          <Fact key={name} name={name}>
            <ul className="plain-list">
              {digests.map((digest, index) => (
                <li key={digest}>
                  <MessageLink digest={digest} isLookedUp={index < MOST_LOOKED_UP} />
                </li>
              ))}
            </ul>
          </Fact>
        ))}
      </dl>
      {copies?.more === true && <p className="soft">{say("copiesMore")}</p>}
    </section>
  );
}

/** What of it was passed on, and does not stand among the copies. */
const passedOnIn = ({ passedOn, copies }: Extract<Message, { readonly box: "inbox" }>) =>
  passedOn.filter((digest) => !copies?.kept.includes(digest));

const listOf = (digest: string | undefined): readonly string[] =>
  digest === undefined ? [] : [digest];
/** Of those that go with it in one way. */
const MOST_LOOKED_UP = 8;
