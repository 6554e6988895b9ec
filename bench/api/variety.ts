/** A party, a type and a purpose that few messages of a varied store have. */
export const RARE = {
  party: "https://rare.test",
  type: "alert",
  purpose: "IMMEDIATE_DANGER",
} as const;

/** The time of the first message of a varied store. */
export const FIRST = "2023-11-24T00:00:00Z";

/**
 * What columns of a full store have, as SQL for its copies: what those of years have. Times of three years, some partners,
 * types and purposes, a few of them rare.
 */
export function varietyOf(
  box: "inbox" | "outbox",
  messages: number,
): Readonly<Record<string, string>> {
  const [party, at] = box === "inbox" ? ["sender", "received_at"] : ["recipient", "created_at"];
  const step = (3 * 365 * 86_400) / messages;
  const first = Date.parse(FIRST) / 1000;
  const seldom = (place: number) => `copy.position % ${RARE_EVERY} = ${place}`;
  return {
    [at]: `strftime('%Y-%m-%dT%H:%M:%SZ', ${first} + copy.position * ${step}, 'unixepoch')`,
    [party]: `CASE WHEN ${seldom(7)} THEN '${RARE.party}'
      WHEN copy.position % 10 = 3 THEN 'https://some.test' ELSE x.${party} END`,
    message_type: `CASE WHEN ${seldom(11)} THEN '${RARE.type}'
      WHEN copy.position % 50 = 3 THEN 'update' ELSE x.message_type END`,
    purpose: `CASE WHEN ${seldom(13)} THEN '${RARE.purpose}' ELSE x.purpose END`,
    state: `CASE WHEN ${seldom(17)} THEN '${box === "inbox" ? "quarantined" : "expired"}' ELSE x.state END`,
  };
}

/** Of so many messages one is rare. */
const RARE_EVERY = 10_007;
