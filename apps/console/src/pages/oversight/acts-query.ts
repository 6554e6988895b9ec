import { answerOf } from "@safepassage/client";
import { gateway } from "../../app/gateway.ts";
import type { PagePlace } from "./paged-table.tsx";
import type { ActsAsked } from "./read-acts.ts";

/** One page of acts, the newest first. A staff id goes in no address. */
export function fetchActs({ officer, ...where }: ActsAsked, place: PagePlace) {
  const asked = { ...place, ...where };
  return answerOf(
    officer === undefined
      ? gateway.v1.acts.$get({ query: asked })
      : gateway.v1.searches.acts.$post({ json: { ...asked, officer } }),
  );
}
