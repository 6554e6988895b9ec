import { answerOf, GatewayProblem } from "@safepassage/client";
import { keepPreviousData, replaceEqualDeep, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useRef } from "react";
import { type Answer, gateway } from "../../../app/gateway.ts";
import { useSettled } from "../../../app/use-settled.ts";
import { useHeldByLists } from "../../../design/open-lists.ts";
import { useIssueTexts } from "../../../words/problem-words.ts";
import { type FormFaults, formFaultsOf, type Outcomes, outcomesOf } from "./outcomes.ts";
import {
  CHANNEL_GROUND,
  type ConsentPart,
  type HeadPart,
  missingOf,
  toDraft,
  unfilledOf,
  type Work,
  type Written,
} from "./work.ts";

/** What would leave of a draft. */
export interface Prepared {
  readonly preview: Answer<"preview"> | undefined;
  readonly outcomes: Outcomes | undefined;
  /** What is wrong with the form of the draft, where the gateway could not read it. */
  readonly faults: FormFaults | undefined;
  /** Why nothing could be worked out, beside the form. */
  readonly error: Error | undefined;
  /** Whether it is of the draft as it stands now. */
  readonly isCurrent: boolean;
  /** What has to be done before anything can be worked out of the draft as it stands now. `undefined`: nothing has. */
  readonly stopped: "missing" | "faults" | "error" | undefined;
  /** The draft as it stands now; `undefined` while parts are missing. */
  readonly written: Written | undefined;
  /** What has still to be chosen. Until then nothing is said of what would leave. */
  readonly missing: readonly HeadPart[];
  /** What has still to be filled in of the consents. */
  readonly unfilled: readonly ConsentPart[];
  again(): void;
}

/**
 * Asks the gateway what would leave of a draft, shortly after each change. Nothing waits for it: until it answers, the page shows
 * what it said before. What it answers while a list of choices is open is shown once that is closed.
 *
 * @param untouched - Id of the draft that the gateway keeps, while nothing of it was changed here: what is approved and sent then is
 *   the draft as it is kept, in whatever words a case system has put the same.
 */
export function usePreview(work: Work, untouched?: string): Prepared {
  const current = useMemo(
    () => ({ written: toDraft(work), unfilled: unfilledOf(work), untouched }),
    [work, untouched],
  );
  const settled = useSettled(current, SETTLE_MS);
  const { written, unfilled } = current;
  const isMissing = written === undefined || unfilled.length > 0;
  const asked = settled.unfilled.length > 0 ? undefined : settled.written;
  const { untouched: kept } = settled;
  const text = useMemo(() => JSON.stringify(asked?.draft), [asked]);
  const shown = useRef<Said | undefined>(undefined);
  const answer = useQuery({
    queryKey: ["preview", text, kept],
    queryFn: async ({ signal }) => {
      if (asked === undefined) throw new TypeError("there is no draft to ask about");
      const preview = await fetchPreview(asked, kept, signal);
      // What stays the same stays the same object, so that only what changed is drawn anew.
      shown.current = replaceEqualDeep(shown.current, {
        preview,
        outcomes: outcomesOf(preview, asked, [CHANNEL_GROUND]),
      });
      return shown.current;
    },
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    // What a case says does not stay longer than it is shown.
    gcTime: 0,
  });
  const { isFetching, refetch } = answer;
  const error = useHeldByLists(answer.error);
  const said = useHeldByLists(useDeferredValue(answer.data));
  // What was said under another purpose or agreement holds under this one no longer.
  const data = isMissing ? undefined : said;
  const isOfForm = !isMissing && error instanceof GatewayProblem && error.code === "SCHEMA_INVALID";
  const textOf = useIssueTexts(isOfForm);
  return {
    preview: data?.preview,
    outcomes: data?.outcomes,
    faults:
      isOfForm && asked !== undefined ? formFaultsOf(error.problem, asked, textOf) : undefined,
    error: error === null || isOfForm ? undefined : error,
    stopped: stopBy(isMissing, isOfForm, error),
    isCurrent:
      current === settled &&
      !isFetching &&
      answer.error === null &&
      data !== undefined &&
      data === answer.data,
    written,
    missing: missingOf(work.head),
    unfilled,
    again: () => void refetch(),
  };
}

function stopBy(isMissing: boolean, isOfForm: boolean, error: Error | null): Prepared["stopped"] {
  if (isMissing) return "missing";
  if (isOfForm) return "faults";
  return error === null ? undefined : "error";
}

function fetchPreview(
  { draft: json }: Written,
  kept: string | undefined,
  signal: AbortSignal,
): Promise<Answer<"preview">> {
  const { preview, drafts } = gateway.v1;
  const init = { signal };
  if (kept === undefined) return answerOf(preview.$post({ json }, { init }));
  const headers = { "safepassage-reason": "CASE_WORK" };
  return answerOf(drafts[":id"].preview.$post({ param: { id: kept } }, { headers, init }));
}

/** What a preview says, and what of it stands at each value. */
interface Said {
  readonly preview: Answer<"preview">;
  readonly outcomes: Outcomes;
}

/** Longer than between two keys of somebody who types. */
const SETTLE_MS = 250;
