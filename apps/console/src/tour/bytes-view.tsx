import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading } from "../design/loading.tsx";
import { Unfold } from "../design/unfold.tsx";
import { useWords } from "../words/words.tsx";
import type { StepBytes } from "./tour-api.ts";
import { bytesQuery } from "./tour-client.ts";
import { TourFault } from "./tour-fault.tsx";

/** The bytes behind a step. They are asked for when somebody wants to see them. */
export function BytesView({ step }: { readonly step: string }): ReactNode {
  const say = useWords("tour");
  return (
    <Unfold title={say("bytes")} level={3} className="fold" isLate>
      <Bytes step={step} />
    </Unfold>
  );
}

function Bytes({ step }: { readonly step: string }): ReactNode {
  const { data, error } = useQuery(bytesQuery(step));
  if (error !== null) return <TourFault error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <div className="stack">
      <Calls calls={data.calls} />
      <Posts posts={data.posts} />
      <Messages messages={data.messages} />
      <Receipts receipts={data.receipts} />
    </div>
  );
}

function Calls({ calls }: Pick<StepBytes, "calls">): ReactNode {
  const say = useWords("tour");
  if (calls.length === 0) return null;
  return (
    <section className="stack-tight">
      <h4>{say("bytes.calls")}</h4>
      {calls.map(({ agency, method, path, request, status, answer }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <div key={index} className="stack-tight">
          <p>{say("bytes.call", { agency, method, path })}</p>
          <Octets name={say("bytes.request")} text={spread(request)} />
          <Octets name={say("bytes.answer", { status })} text={spread(answer)} />
        </div>
      ))}
    </section>
  );
}

function Posts({ posts }: Pick<StepBytes, "posts">): ReactNode {
  const say = useWords("tour");
  return (
    <section className="stack-tight">
      <h4>{say("bytes.posts")}</h4>
      {posts.length === 0 && <p>{say("bytes.none")}</p>}
      {posts.map(({ to, method, path, octets, status, answerOctets, first, headers }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <div key={index} className="stack-tight">
          <p>
            {say("bytes.post", { agency: to, method, path, octets, status, answer: answerOctets })}
          </p>
          <Octets name={say("bytes.first")} text={first.replace(/(.{2})/g, "$1 ")} />
          <Octets name={say("bytes.headers")} text={linesOf(headers)} />
        </div>
      ))}
    </section>
  );
}

function Messages({ messages }: Pick<StepBytes, "messages">): ReactNode {
  const say = useWords("tour");
  if (messages.length === 0) return null;
  return (
    <section className="stack-tight">
      <h4>{say("bytes.messages")}</h4>
      {messages.map(({ digest, header, payload }) => (
        <div key={digest} className="stack-tight">
          <p>{say("bytes.message", { digest })}</p>
          <Octets name={say("bytes.header")} text={pretty(header)} />
          <Octets name={say("bytes.payload")} text={pretty(payload)} />
        </div>
      ))}
    </section>
  );
}

function Receipts({ receipts }: Pick<StepBytes, "receipts">): ReactNode {
  const say = useWords("tour");
  if (receipts.length === 0) return null;
  return (
    <section className="stack-tight">
      <h4>{say("bytes.receipts")}</h4>
      {receipts.map(({ jwt, claims }, index) => (
        <div key={jwt} className="stack-tight">
          <Octets name={say("bytes.receipt", { number: index + 1 })} text={jwt} />
          <Octets name={say("bytes.claims")} text={pretty(claims)} />
        </div>
      ))}
    </section>
  );
}

/** A text as it is, from left to right in every language, which scrolls by itself. */
function Octets({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  return (
    <figure className="octets">
      <figcaption className="small soft">{name}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <pre dir="ltr" tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
}

const pretty = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** JSON on many lines. A text that was cut is none any more, and stays as it is. */
function spread(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

const linesOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
