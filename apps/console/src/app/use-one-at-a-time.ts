import { useRef, useState } from "react";

/**
 * Has something that takes several steps done once at a time: a second press while the first is at work does nothing.
 *
 * @returns what does it, and whether it is at work.
 */
export function useOneAtATime<Asked extends readonly unknown[]>(
  work: (...asked: Asked) => Promise<void>,
): readonly [(...asked: Asked) => void, boolean] {
  const [isAtWork, setAtWork] = useState(false);
  const isBusy = useRef(false);
  const begin = (...asked: Asked): void => {
    if (isBusy.current) return;
    isBusy.current = true;
    setAtWork(true);
    void work(...asked).finally(() => {
      isBusy.current = false;
      setAtWork(false);
    });
  };
  return [begin, isAtWork];
}
