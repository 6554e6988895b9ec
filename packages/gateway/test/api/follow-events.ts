import { type TestGateway, TOKENS } from "../world.ts";

/** An event of a stream. */
export interface Told {
  readonly id: string;
  readonly data: { readonly event: string; readonly ref: string; readonly code?: string };
}

/** Follows the events of a gateway until this many have come. */
export async function followEvents({ gateway }: TestGateway, lastEventId?: string) {
  const headers = {
    authorization: `Bearer ${TOKENS.local}`,
    ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
  };
  const response = await gateway.localFetch(new Request("http://127.0.0.1/v1/events", { headers }));
  if (response.status !== 200) return { code: (await response.json()).code as string };
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n\n")) text += (await reader?.read())?.value ?? "\n\n";
  const [, place] = /^retry: \d+\nid: (.+)\n\n/.exec(text) ?? [];
  return {
    /** Where the stream begins. */
    place,
    async next(count: number): Promise<readonly Told[]> {
      const told: Told[] = [];
      while (told.length < count) {
        const end = text.indexOf("\n\n");
        if (end === -1) {
          const { value, done } = (await reader?.read()) ?? { done: true };
          if (done) break;
          text += value;
          continue;
        }
        const [, id, data] = /^id: (.+)\nevent: .+\ndata: (.+)$/.exec(text.slice(0, end)) ?? [];
        text = text.slice(end + 2);
        if (id !== undefined && data !== undefined) told.push({ id, data: JSON.parse(data) });
      }
      return told;
    },
    stop: () => reader?.cancel(),
  };
}
