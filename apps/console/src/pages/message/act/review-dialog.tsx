import { answerOf } from "@safepassage/client";
import { findCodeList } from "@safepassage/schema";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FormDialog } from "../../../app/form-dialog.tsx";
import { gateway, queries } from "../../../app/gateway.ts";
import { useFormOf } from "../../../app/use-form-of.ts";
import { Button } from "../../../design/button.tsx";
import { Choice } from "../../../design/choice.tsx";
import { DayEntry } from "../../../design/day-entry.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useNames } from "../../../words/names.ts";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";
import type { Message } from "../facts/queries.ts";
import { DialogEnd } from "./dialog-end.tsx";
import { type ReviewBody, type ReviewWork, toReview } from "./review.ts";

/** Lets somebody decide whether the content of a message is kept, longer than its day, or erased now. */
export function ReviewDialog({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const { day } = useTimes();
  const { digest, eraseBy } = message;
  const [work, setWork] = useState<ReviewWork>({});
  const review = toReview(work);
  const reviewing = useMutation({
    mutationFn: (json: ReviewBody) =>
      answerOf(gateway.v1.messages[":digest"].review.$post({ param: { digest }, json })),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: ["message", digest] });
      for (const list of ["inbox", "outbox", "reviews"])
        void queries.invalidateQueries({ queryKey: [list] });
    },
  });
  const isErasing = work.outcome === "erase";
  const until = reviewing.data?.eraseBy;
  const form = useFormOf(reviewing);
  return (
    <>
      <Button onPress={form.open}>{say("action.review")}</Button>
      <FormDialog
        title={say("reviewTitle")}
        {...(!reviewing.isSuccess && { lead: say("reviewLead", { day: day(eraseBy) }) })}
        isOpen={form.isOpen}
        onClose={form.close}
      >
        {reviewing.isSuccess ? (
          <Notice
            tone="good"
            title={
              until === undefined ? say("reviewedErased") : say("reviewedKept", { day: day(until) })
            }
          />
        ) : (
          <ReviewForm work={work} onChange={setWork} />
        )}
        {reviewing.error !== null && (
          <Problem error={reviewing.error} safe={say("reviewSafe")} isChange />
        )}
        <DialogEnd
          isDone={reviewing.isSuccess}
          onClose={form.close}
          action={
            <Button
              weight={isErasing ? "bad" : "main"}
              isDisabled={review === undefined}
              isPending={reviewing.isPending}
              onPress={() => {
                if (review !== undefined) reviewing.mutate(review);
              }}
            >
              {say(isErasing ? "reviewEraseDo" : "reviewDo")}
            </Button>
          }
        />
      </FormDialog>
    </>
  );
}

function ReviewForm({
  work,
  onChange,
}: {
  readonly work: ReviewWork;
  readonly onChange: (work: ReviewWork) => void;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  return (
    <>
      <Choice
        label={say("reviewOutcome")}
        options={OUTCOMES.map((one) => ({ value: one, name: say(`reviewOutcome.${one}`) }))}
        value={work.outcome}
        onChange={(outcome) => onChange({ ...work, outcome })}
      />
      {work.outcome === "longer" && (
        <>
          <DayEntry
            label={say("reviewUntil")}
            help={say("reviewUntilHelp")}
            value={work.until}
            onChange={(until) => onChange({ ...work, until })}
          />
          <Choice
            label={say("reviewGround")}
            options={(findCodeList("review_ground")?.codes ?? []).map(({ code }) => ({
              value: code,
              name: names.code("review_ground", code),
            }))}
            value={work.ground}
            onChange={(ground) => onChange({ ...work, ground })}
          />
        </>
      )}
      {work.outcome === "erase" && (
        <Notice tone="warn" title={say("withdrawFinal")}>
          <p>{say("reviewErase")}</p>
        </Notice>
      )}
    </>
  );
}

const OUTCOMES = ["confirm", "longer", "erase"] as const;
