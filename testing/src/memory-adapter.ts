import type { Adapter, AdapterPayload } from "oidc-provider";

/** What keeps a test provider's sessions, grants and tokens: in memory, for one provider. */
export interface MemoryAdapter {
  readonly adapter: (model: string) => Adapter;
  /** Makes it longer ago by so many seconds that those who stay signed in have signed in. */
  age(seconds: number): void;
}

/** Makes a {@link MemoryAdapter}. */
export function createMemoryAdapter(): MemoryAdapter {
  const kept = new Map<string, AdapterPayload>();
  const find = async (id: string): Promise<AdapterPayload | undefined> => {
    const payload = kept.get(id);
    const isOver = payload?.exp !== undefined && payload.exp * 1000 < Date.now();
    return isOver ? undefined : payload;
  };
  const findBy = async (name: "uid" | "userCode", value: string) =>
    [...kept.values()].find((payload) => payload[name] === value);
  const adapter = (model: string): Adapter => {
    const keyOf = (id: string): string => `${model} ${id}`;
    return {
      async upsert(id, payload) {
        kept.set(keyOf(id), payload);
      },
      find: (id) => find(keyOf(id)),
      findByUid: (uid) => findBy("uid", uid),
      findByUserCode: (code) => findBy("userCode", code),
      async consume(id) {
        const payload = kept.get(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        kept.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
  return {
    adapter,
    age(seconds) {
      for (const payload of kept.values()) {
        if (payload.loginTs !== undefined) payload.loginTs -= seconds;
      }
    },
  };
}
