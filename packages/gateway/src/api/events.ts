import { ApiError } from "@safepassage/api";
import { openEventStream } from "./event-stream.ts";
import type { Handlers } from "./handler.ts";

/** Handlers of being told. */
export const eventHandlers: Handlers<"followEvents"> = {
  async followEvents({ store, cursors, feed, streams, recheck }, { caller, query, headers }) {
    const { first, last } = await store.transaction(({ changes }) => changes.span());
    const given = headers.get("last-event-id") ?? query.after;
    const from = given === undefined ? last : Number(cursors.read(LIST, {}, given));
    // After a restore there may be none of those that a follower has seen.
    if (from > last || from < first - 1) throw new ApiError("API_EVENTS_GONE", "not remembered");
    const onEnd = streams.take();
    return openEventStream({
      ...{ feed, from, onEnd },
      idOf: (position) => cursors.write(LIST, {}, String(position)),
      recheck: () => recheck(caller),
    });
  },
};

const LIST = "events";
