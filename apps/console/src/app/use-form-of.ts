import { useEffect, useState } from "react";

/** Whether a form above the page is open. */
export interface FormOpening {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
}

/**
 * Opens and closes the form of a request. What is under way goes on where somebody closes the form, and a failure opens it again: nobody
 * believes done what was not. Opened anew, the form says nothing of the request before.
 */
export function useFormOf({
  isPending,
  error,
  reset,
}: {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
}): FormOpening {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (error !== null) setOpen(true);
  }, [error]);
  return {
    isOpen,
    open() {
      if (!isPending) reset();
      setOpen(true);
    },
    close: () => setOpen(false),
  };
}
