import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { messageQuery } from "../../../app/shared-queries.ts";
import { useNames } from "../../../words/names.ts";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";

/** A link to a message by its digest. It says what message that is once the gateway has told. */
export function MessageLink({
  digest,
  isLookedUp = true,
}: {
  readonly digest: string;
  /** Whether the gateway is asked what message it is. A long list asks for its first ones only. */
  readonly isLookedUp?: boolean;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const { instant } = useTimes();
  const { data } = useQuery({ ...messageQuery(digest), retry: false, enabled: isLookedUp });
  if (data === undefined) {
    return (
      <Link to="/messages/$digest" params={{ digest }}>
        {say("openMessage", { digest: digest.slice(0, SHOWN_UNITS) })}
      </Link>
    );
  }
  const time = instant(data.box === "inbox" ? data.receivedAt : data.createdAt);
  return (
    <Link to="/messages/$digest" params={{ digest }}>
      {say("openKind", { kind: names.message(data), time })}
    </Link>
  );
}

const SHOWN_UNITS = 8;
