/**
 * Marks a promise that has come as React marks one that it has waited for (`status` and `value`): then a component that uses it for
 * the first time does not wait. It would for a moment, in which React hides the page, and the focus is lost with it.
 */
export function atOnce<T>(promise: Promise<T>): Promise<T> {
  promise.then(
    (value) => Object.assign(promise, { status: "fulfilled", value }),
    // Whoever uses it learns that.
    () => undefined,
  );
  return promise;
}
