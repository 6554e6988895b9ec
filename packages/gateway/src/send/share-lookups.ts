import { lookup as ask } from "node:dns";
import type { LookupFunction } from "node:net";

/**
 * Finds addresses as Node does, and asks for a name once, however many connections want it at that time.
 *
 * The system answers for two names at once, and all others wait. A name whose server is silent holds a place for ten seconds and
 * longer, and nobody can break it off. Asked for each message, the name of one partner would hold up the messages to all.
 */
export function shareLookups(lookup: LookupFunction = ask as LookupFunction): LookupFunction {
  const underWay = new Map<string, Hearer[]>();
  return (name, options, hearer) => {
    const key = JSON.stringify([name, options]);
    const others = underWay.get(key);
    if (others !== undefined) {
      others.push(hearer);
      return;
    }
    const hearers = [hearer];
    underWay.set(key, hearers);
    lookup(name, options, (...found) => {
      underWay.delete(key);
      for (const hear of hearers) hear(...found);
    });
  };
}

type Hearer = Parameters<LookupFunction>[2];
