import { type ReactNode, useId, useState } from "react";
import { Choice } from "../../design/choice.tsx";
import { Tag } from "../../design/tag.tsx";
import { Day, Time } from "../../design/time.tsx";
import { now as gatewayNow } from "../../words/clock.ts";
import { useOrder } from "../../words/order.ts";
import { useTimes } from "../../words/times.ts";
import { useLocale, useWords } from "../../words/words.tsx";
import { type Ending, soonestFirst, timeLineOf } from "./time-line-model.ts";

/** What ends when: as a drawing, and as a table beside it. */
export function Expiry({ endings }: { readonly endings: readonly Ending[] }): ReactNode {
  const say = useWords("agreements");
  const { away } = useTimes();
  const [now] = useState(gatewayNow);
  const [days, setDays] = useState<(typeof SPANS)[number]>("365");
  const sorted = soonestFirst(endings, useOrder());
  return (
    <section className="stack" aria-labelledby="expiry">
      <div className="stack-tight">
        <h2 id="expiry">{say("expiry")}</h2>
        <p className="soft measure">{say("expiryLead")}</p>
      </div>
      <div className="row actions">
        <Choice
          label={say("span")}
          options={SPANS.map((span) => ({ value: span, name: say(`span.${span}`) }))}
          value={days}
          onChange={setDays}
        />
      </div>
      <div className="drawn">
        <Drawing endings={sorted.slice(0, MOST_DRAWN)} now={now} days={Number(days)} />
        <table className="table records panel">
          <thead>
            <tr>
              <th scope="col">{say("what")}</th>
              <th scope="col">{say("ends")}</th>
              <th scope="col">{say("left")}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ id, name, at, lastDay }) => {
              const left = (at - now) / 1000;
              return (
                <tr key={id}>
                  <th scope="row">
                    <bdi>{name}</bdi>
                  </th>
                  <td data-label={say("ends")}>
                    {lastDay === undefined ? (
                      <Time at={new Date(at).toISOString()} />
                    ) : (
                      <Day on={lastDay} />
                    )}
                  </td>
                  <td data-label={say("left")}>
                    <Tag tone={left < 0 ? "bad" : left < SOON_S ? "warn" : "plain"}>
                      {away(left)}
                    </Tag>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Drawing({
  endings,
  now,
  days,
}: {
  readonly endings: readonly Ending[];
  readonly now: number;
  readonly days: number;
}): ReactNode {
  const say = useWords("agreements");
  const { dates, dir } = useLocale();
  const id = useId();
  const isReversed = dir === "rtl";
  const { ticks, lanes } = timeLineOf({ endings, now, days, isReversed });
  const start = isReversed ? 100 : 0;
  const height = HEAD_PX + lanes.length * LANE_PX;
  const month = new Intl.DateTimeFormat(dates, { month: "short", year: "numeric" });
  const day = new Intl.DateTimeFormat(dates, { day: "numeric", month: "short" });
  return (
    <figure className="panel">
      <svg className="time-line" role="img" aria-labelledby={id} height={height} direction={dir}>
        <title id={id}>{say("expiryDrawing", { count: lanes.length })}</title>
        {ticks.map(({ at, place }) => (
          <g key={at.getTime()}>
            <line className="tick" x1={`${place}%`} x2={`${place}%`} y1={HEAD_PX - 8} y2={height} />
            <text x={`${place}%`} y={HEAD_PX - 14} textAnchor="middle">
              {(days > MONTHLY_DAYS ? month : day).format(at)}
            </text>
          </g>
        ))}
        {lanes.map(({ id: lane, name, place, isBeyond, at }, index) => {
          const y = HEAD_PX + index * LANE_PX + LANE_PX - 10;
          const tone = at < now ? "bad" : (at - now) / 1000 < SOON_S ? "warn" : "plain";
          return (
            <g key={lane} data-tone={tone}>
              <text x={`${start}%`} y={y - 10} textAnchor="start">
                {name}
              </text>
              <line className="lane" x1={`${start}%`} x2={`${place}%`} y1={y} y2={y} />
              {!isBeyond && <circle className="end" cx={`${place}%`} cy={y} r={5} />}
            </g>
          );
        })}
      </svg>
      <figcaption className="small soft">{say("expiryCaption")}</figcaption>
    </figure>
  );
}

const SPANS = ["30", "90", "365", "1095"] as const;
const HEAD_PX = 32;
const LANE_PX = 44;
/** The rest stands in the table. */
const MOST_DRAWN = 20;
/** From so many days on, months are said in place of days. */
const MONTHLY_DAYS = 120;
/** The gateway warns as early. */
const SOON_S = 30 * 86_400;
