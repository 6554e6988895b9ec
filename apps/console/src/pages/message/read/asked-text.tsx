import { type Body, findField } from "@safepassage/schema";
import type { ReactNode } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { useList } from "../../../words/lists.ts";
import { useNames } from "../../../words/names.ts";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";
import { useTitles } from "../../case/body-view.tsx";
import type { Content } from "../facts/queries.ts";
import type { Asked } from "./asked.ts";

/** Says what a request asks, about whom or what, and by when. */
export function AskedText({
  asked: { about, wanted, by, access },
  content: { box, message },
}: {
  readonly asked: Asked;
  readonly content: Pick<Content, "box" | "message">;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const list = useList();
  const { instant } = useTimes();
  const titles = useTitles(message.body);
  const { clear } = message;
  const agency = hostOf(
    box === "inbox" ? clear["env.sender.agencyId"] : clear["env.recipient.agencyId"],
  );
  const entries = about.map((gid) => nameOf(gid, message.body, titles, names));
  const values = { agency, about: list(entries) };
  return (
    <div className="asked stack-tight">
      <p className="measure">
        <strong>
          {by === undefined
            ? say(`asked.${box}`, values)
            : say(`askedBy.${box}`, { ...values, time: instant(by) })}
        </strong>
      </p>
      <p className="soft measure">
        {wanted.length === 0
          ? say("askedOpen")
          : say("askedWanted", {
              wanted: list(wanted.map(({ field, code }) => sayCode(field, code, names))),
            })}{" "}
        {access !== undefined && say(`askedAccess.${access}`)}
      </p>
    </div>
  );
}

/** "Person (Suspect)": an entry, and the role of a person. */
function nameOf(
  gid: string,
  body: Body,
  titles: ReadonlyMap<string, string>,
  names: ReturnType<typeof useNames>,
): string {
  const title = titles.get(gid) ?? "";
  const role = body[gid]?.ledCategory;
  return role === undefined ? title : `${title} (${sayCode("subject.ledCategory", role, names)})`;
}

function sayCode(field: string, code: string, names: ReturnType<typeof useNames>): string {
  const list = findField(field)?.codeList;
  return list === undefined || list === null ? code : names.code(list, code);
}
