/** A span of time: from its first instant on, up to but not including the last. */
export interface Span {
  /** Instant. */
  readonly from: string;
  /** Instant; without it the span has no end. */
  readonly until?: string | undefined;
}

/** Whether a time is in a span. False for an invalid date. */
export function covers({ from, until }: Span, at: Date): boolean {
  const time = at.getTime();
  return time >= Date.parse(from) && (until === undefined || time < Date.parse(until));
}

/** Finds the span that covers a time and began last. */
export function newestAt<S extends Span>(spans: readonly S[], at: Date): S | undefined {
  return spans
    .filter((span) => covers(span, at))
    .sort((a, b) => Date.parse(b.from) - Date.parse(a.from))[0];
}
