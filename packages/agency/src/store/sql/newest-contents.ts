/**
 * Asks for the newest message of each box, and the newest draft, whose content is held. A file of keys from before has no key for
 * them.
 */
export const NEWEST_CONTENTS = [
  ["digest", "outbox"],
  ["digest", "inbox"],
  ["id", "draft"],
]
  .map(
    ([id, table]) => `select digest from (select ${id} as digest from ${table}
      where content is not null order by position desc limit 1) as ${table}_newest`,
  )
  .join(" union all ");
