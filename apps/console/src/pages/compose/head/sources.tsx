import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useWords } from "../../../words/words.tsx";

/** Shows the messages whose data a draft passes on, and what that means. */
export function Sources({ digests }: { readonly digests: readonly string[] }): ReactNode {
  const say = useWords("compose");
  if (digests.length === 0) return null;
  return (
    <dl className="facts wide">
      <dt>{say("sources")}</dt>
      <dd>
        <ul className="plain-list">
          {digests.map((digest) => (
            <li key={digest}>
              <Link href={`/messages/${digest}`}>{say("showMessage")}</Link>
            </li>
          ))}
        </ul>
        <p className="small soft">{say("sourcesHelp")}</p>
      </dd>
    </dl>
  );
}
