import type { Tx } from "./ports.ts";

/** What a transaction reads, as if one message had not been noted in the history. Who its persons are stays known. */
export function withoutNote(tx: Tx, digest: string): Tx {
  const { history, ...others } = tx;
  const isOther = ({ record }: { readonly record: { readonly digest: string } }): boolean =>
    record.digest !== digest;
  return {
    ...others,
    history: {
      find: async (one) => (one === digest ? undefined : history.find(one)),
      async findById(id, other) {
        const note = await history.findById(id, other);
        return note !== undefined && isOther(note) ? note : undefined;
      },
      async chainFrom(id, other, limit) {
        const chain = await history.chainFrom(id, other, limit);
        const end = chain.findIndex((note) => !isOther(note));
        return end === -1 ? chain : chain.slice(0, end);
      },
      under: async (key, limit, only) =>
        (await history.under(key, limit + 1, only)).filter(isOther).slice(-limit),
      digestsUnder: async (key, limit, only) =>
        (await history.digestsUnder(key, limit + 1, only))
          .filter((one) => one !== digest)
          .slice(-limit),
      personBehind: (pseudonym) => history.personBehind(pseudonym),
      mentionsOf: async (person, pseudonym, limit, own) =>
        (await history.mentionsOf(person, pseudonym, limit + 1, own)).filter(isOther).slice(-limit),
      hasStrangers: (prefix) => history.hasStrangers(prefix),
    },
  };
}
