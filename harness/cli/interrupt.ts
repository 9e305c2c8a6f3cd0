/** Ctrl-C, SIGTERM and SIGHUP: the first ends a run with its reports, the second ends the process. */

const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What follows so fast is the same Ctrl-C, handed on by whoever started us (npm does). */
const SAME_MS = 500;

export interface Interrupted {
  /** Resolves when the run is to end. */
  readonly promise: Promise<undefined>;
  /** As if a signal had come. */
  now(): void;
  /** Signals do again what they did before. */
  forget(): void;
}

/** The first signal aborts `stop`. */
export function onInterrupt(stop: AbortController): Interrupted {
  let wake: (value: undefined) => void = () => {};
  const promise = new Promise<undefined>((resolve) => {
    wake = resolve;
  });
  let first = 0;
  const handle = () => {
    if (stop.signal.aborted) {
      if (performance.now() - first > SAME_MS) process.exit(130);
      return;
    }
    first = performance.now();
    stop.abort();
    wake(undefined);
  };
  for (const signal of INTERRUPTS) process.on(signal, handle);
  return {
    promise,
    now: handle,
    forget() {
      for (const signal of INTERRUPTS) process.off(signal, handle);
    },
  };
}
