import { type Example, OPERATIONS, type Operation, type OperationId } from "@safepassage/api";
import type { TestGateway } from "../../world.ts";
import { followEvents } from "../follow-events.ts";

/** A request as the script makes it; `as` says who asks, by default a system of the agency. */
type Asked = Omit<Example, "answer"> & { readonly as?: string };

/** Notes requests and their answers, one for each operation. */
export interface Recorder {
  /** Makes a request, and notes it as the example of its operation. Throws unless it succeeds. */
  // biome-ignore lint/suspicious/noExplicitAny: the script looks into answers of every shape
  show(id: OperationId, at: TestGateway, asked?: Asked): Promise<any>;
  /** Follows the events while something happens, and notes the first. */
  showEvents(at: TestGateway, happens: () => Promise<unknown>): Promise<void>;
  /** What was noted, in the order of the table. Throws for an operation that has no example. */
  examples(): Readonly<Partial<Record<OperationId, Example>>>;
}

export function createRecorder(): Recorder {
  const noted = new Map<OperationId, Example>();
  const note = (id: OperationId, example: Example): void => {
    if (noted.has(id)) throw new TypeError(`${id} has an example already`);
    noted.set(id, example);
  };
  return {
    async show(id, at, { as, ...asked } = {}) {
      const operation: Operation = OPERATIONS[id];
      const { status, json } = await at.call(
        operation.method.toUpperCase(),
        addressOf(operation, asked),
        asked.body,
        { ...asked.headers, ...(as !== undefined && { authorization: as }) },
      );
      if (status !== operation.status) throw new TypeError(`${id}: ${status} ${json?.code}`);
      note(id, { ...asked, ...(json !== undefined && { answer: json }) });
      return json;
    },
    async showEvents(at, happens) {
      const events = await followEvents(at);
      await happens();
      const [told] = (await events.next?.(1)) ?? [];
      await events.stop?.();
      note("followEvents", { answer: told?.data });
    },
    examples() {
      const ids = Object.keys(OPERATIONS) as OperationId[];
      const missing = ids.filter((id) => !noted.has(id));
      if (missing.length > 0) {
        throw new TypeError(`no example of ${missing.join(", ")}: show it in examples/day.ts`);
      }
      return Object.fromEntries(ids.map((id) => [id, noted.get(id)]));
    },
  };
}

function addressOf({ path }: Operation, { params = {}, query = {} }: Asked): string {
  const place = path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? "");
  const search = new URLSearchParams(Object.entries(query).map(([name, one]) => [name, `${one}`]));
  return search.size === 0 ? place : `${place}?${search}`;
}
