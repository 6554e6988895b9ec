import type { ReactNode } from "react";
import { Time } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import type { ErasedPart } from "../tour-api.ts";
import { Fact } from "./fact.tsx";

/** Whether the recipient has destroyed what a message said. */
export function ErasedText({
  part: { recipient, isStillThere },
}: {
  readonly part: ErasedPart;
}): ReactNode {
  const say = useWords("tour");
  return <p>{say(isStillThere ? "erased.still" : "erased.done", { recipient })}</p>;
}

/** What is left of a message once its content is destroyed. */
export function Erased({ part }: { readonly part: ErasedPart }): ReactNode {
  const say = useWords("tour");
  const names = useNames();
  const list = useList();
  return (
    <section className="stack-tight">
      <h3>{say("erased")}</h3>
      <dl className="facts">
        <Fact name={say("erased.message")}>
          <bdi className="digest" dir="ltr">
            {part.digest}
          </bdi>
        </Fact>
        <Fact name={say("erased.purpose")}>{names.purpose(part.purpose)}</Fact>
        <Fact name={say("erased.from")}>
          <bdi>{part.sender}</bdi>
        </Fact>
        <Fact name={say("erased.to")}>
          <bdi>{part.to}</bdi>
        </Fact>
        <Fact name={say("erased.created")}>
          <Time at={part.createdAt} />
        </Fact>
        <Fact name={say("erased.receipts")}>
          {list(part.receipts.map((kind) => say(`receipt.${kind}` as "receipt.decided")))}
        </Fact>
        <Fact name={say("erased.person")}>{say("erased.nothing")}</Fact>
      </dl>
    </section>
  );
}
