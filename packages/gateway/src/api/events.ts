import { ApiError } from "@safepassage/api";
import { encodeUtf8, sha256Base64url } from "@safepassage/core";
import type { PlacedChange } from "./change-feed.ts";
import { openEventStream } from "./event-stream.ts";
import type { Handlers } from "./handler.ts";
import { parameterInvalid } from "./parameter-invalid.ts";

/** Handlers of being told. */
export const eventHandlers: Handlers<"followEvents"> = {
  async followEvents({ store, cursors, feed, streams, recheck }, { caller, query, headers }) {
    const idOf = (change: PlacedChange | undefined): string =>
      cursors.write(LIST, {}, nameOf(change));
    const header = headers.get(LAST_ID);
    const given = header ?? query.after;
    const name = given === undefined ? undefined : cursors.find(LIST, {}, given);
    if (given !== undefined && name === undefined) {
      const pointer = header === null ? "/after" : `/${LAST_ID}`;
      throw parameterInvalid("an event of nobody", [{ pointer, code: "NOT_CANONICAL", fix: ID }]);
    }
    const { from, at } = await store.transaction(async ({ changes }) => {
      const { first, last } = await changes.span();
      const from = name === undefined ? last : Number(name.split(" ")[0]);
      const [at] = from < first ? [] : await changes.after(from - 1, 1);
      // After a restore the place may be behind the end, or another change may have taken it.
      const isOther = name !== undefined && at !== undefined && !isNameOf(name, at);
      if (from > last || from < first - 1 || isOther) {
        throw new ApiError("API_EVENTS_GONE", "not remembered");
      }
      return { from, at };
    });
    const onEnd = streams.take(caller);
    return openEventStream({
      ...{ feed, from, onEnd, idOf },
      begins: given ?? idOf(at),
      recheck: () => recheck(caller),
    });
  },
};

/** Names a change by its place and by what it says: after a restore another one gets the same place. */
function nameOf(change: PlacedChange | undefined): string {
  if (change === undefined) return "0";
  const { position, kind, at, ref, code = "" } = change;
  const said = sha256Base64url(encodeUtf8([kind, at, ref, code].join(" ")));
  return `${position} ${said.slice(0, 16)}`;
}

/** An earlier version named places only. */
const isNameOf = (name: string, change: PlacedChange): boolean =>
  name === nameOf(change) || name === `${change.position}`;

const LIST = "events";
const LAST_ID = "last-event-id";
const ID =
  "Write the id of an event as the stream of this gateway gave it, or leave it out to follow from now on.";
