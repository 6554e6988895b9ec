import type { ReactNode, Ref } from "react";
import { Notice } from "../../../design/notice.tsx";
import { useColon } from "../../../words/colon.ts";
import { useNames } from "../../../words/names.ts";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";
import { BodyView, useTitles } from "../../case/body-view.tsx";
import type { Content } from "../facts/queries.ts";
import type { Asked } from "./asked.ts";
import { AskedText } from "./asked-text.tsx";
import { CorrectionsTable } from "./corrections-table.tsx";
import { LinkDiagram } from "./link-diagram.tsx";
import { namingIn } from "./naming.ts";
import { NamingText } from "./naming-text.tsx";
import { StatedFacts } from "./stated-facts.tsx";

/** What a message says, as it stands now. */
export function ContentView({
  content,
  asked,
  heading,
}: {
  readonly content: Content;
  /** What it asks, where it is a request. */
  readonly asked?: Asked | undefined;
  /** What the heading of the content has besides: it gets the focus when the content comes. */
  readonly heading?: {
    readonly ref: Ref<HTMLHeadingElement>;
    readonly "aria-describedby": string;
  };
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const { message, restricted, restrictions = [] } = content;
  const { corrections = [], correctionsUnknown, reviews = [] } = content;
  const naming = namingIn(content);
  const body = naming?.rest ?? message.body;
  const isEmpty = Object.keys(body).length === 0;
  return (
    <div className="stack">
      {restricted !== undefined && (
        <Notice
          tone="warn"
          title={say("restricted", { ground: names.code("review_ground", restricted) })}
        >
          <p>{say("restrictedText")}</p>
        </Notice>
      )}
      {restrictions.length > 0 && <Restrictions restrictions={restrictions} body={message.body} />}
      {correctionsUnknown === true && (
        <Notice tone="warn" title={say("correctionsUnknown")}>
          <p>{say("correctionsUnknownText")}</p>
        </Notice>
      )}
      <section className="stack" aria-labelledby="entries">
        <h2 id="entries" tabIndex={-1} {...heading}>
          {say("entries")}
        </h2>
        {asked !== undefined && <AskedText asked={asked} content={content} />}
        {naming !== undefined && <NamingText naming={naming} content={content} />}
        {isEmpty ? (
          naming === undefined && <p>{say("empty")}</p>
        ) : (
          <BodyView body={body} restricted={restrictedIn(restrictions)} />
        )}
      </section>
      <LinkDiagram body={message.body} />
      {corrections.length > 0 && <CorrectionsTable corrections={corrections} body={message.body} />}
      <StatedFacts message={message} />
      {reviews.length > 0 && <Reviews reviews={reviews} />}
    </div>
  );
}

const restrictedIn = (restrictions: NonNullable<Content["restrictions"]>): ReadonlySet<string> =>
  new Set(restrictions.flatMap(({ path }) => path ?? []));

/** The values that its sender has restricted. */
function Restrictions({
  restrictions,
  body,
}: {
  readonly restrictions: NonNullable<Content["restrictions"]>;
  readonly body: Content["message"]["body"];
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const colon = useColon();
  const titles = useTitles(body);
  return (
    <Notice tone="warn" title={say("restrictions")}>
      <p>{say("restrictionsText")}</p>
      <ul>
        {restrictions.map(({ by, path, reason }) => {
          const [gid = "", field = ""] = path?.split("/") ?? [];
          return (
            <li key={`${by} ${path}`}>
              {path === undefined ? (
                say("restrictionErased")
              ) : (
                <>
                  <span className="soft">{titles.get(gid)}</span> {names.field(field)}
                </>
              )}
              {reason !== undefined && colon + names.code("correction_reason", reason)}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}

/** What was decided about keeping it, oldest first. */
function Reviews({ reviews }: { readonly reviews: NonNullable<Content["reviews"]> }): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const { day, instant } = useTimes();
  const colon = useColon();
  return (
    <section className="panel stack">
      <h2>{say("reviews")}</h2>
      <ul>
        {reviews.map(({ at, outcome, until, ground = "" }) => (
          <li key={at}>
            {instant(at)}
            {colon}
            {until === undefined
              ? say(outcome === "erase" ? "review.erase" : "review.keep")
              : say("review.keepUntil", {
                  day: day(until),
                  ground: names.code("review_ground", ground),
                })}
          </li>
        ))}
      </ul>
    </section>
  );
}
