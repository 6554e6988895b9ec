import { answerOf } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FormDialog } from "../../../app/form-dialog.tsx";
import { gateway, queries } from "../../../app/gateway.ts";
import { useFormOf } from "../../../app/use-form-of.ts";
import { Button } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { TextEntry } from "../../../design/text-entry.tsx";
import { useWords } from "../../../words/words.tsx";
import { DialogEnd } from "./dialog-end.tsx";

/** Links a message with the case and the persons of the agency's own files, to find it by them. */
export function LabelDialog({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const [ownCase, setCase] = useState("");
  const [people, setPeople] = useState("");
  const persons = linesOf(people);
  const linking = useMutation({
    mutationFn: () =>
      answerOf(
        gateway.v1.messages[":digest"].labels.$post({
          param: { digest },
          json: { ...(ownCase.trim() !== "" && { case: ownCase.trim() }), people: [...persons] },
        }),
      ),
    onSuccess() {
      setCase("");
      setPeople("");
      void queries.invalidateQueries({ queryKey: ["message", digest] });
    },
    gcTime: 0,
  });
  const form = useFormOf(linking);
  return (
    <>
      <Button onPress={form.open}>{say("action.label")}</Button>
      <FormDialog
        title={say("labelTitle")}
        lead={say("labelLead")}
        isOpen={form.isOpen}
        onClose={form.close}
      >
        {linking.isSuccess ? (
          <Notice tone="good" title={say("labelled")} />
        ) : (
          <>
            <TextEntry
              label={say("labelCase")}
              mostUnits={MOST_UNITS}
              value={ownCase}
              onChange={setCase}
            />
            <TextEntry
              label={say("labelPeople")}
              help={say("labelPeopleHelp")}
              isLong
              mostUnits={MOST_UNITS * MOST_PEOPLE}
              value={people}
              onChange={setPeople}
            />
          </>
        )}
        {linking.error !== null && (
          <Problem error={linking.error} safe={say("labelSafe")} isChange />
        )}
        <DialogEnd
          isDone={linking.isSuccess}
          onClose={form.close}
          action={
            <Button
              weight="main"
              isDisabled={ownCase.trim() === "" && persons.length === 0}
              isPending={linking.isPending}
              onPress={() => linking.mutate()}
            >
              {say("labelDo")}
            </Button>
          }
        />
      </FormDialog>
    </>
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, MOST_PEOPLE);

/** Bounds of the API. */
const MOST_UNITS = 128;
const MOST_PEOPLE = 64;
