/** How long an engine that keeps failing is asked on: three failures running end their group of cases, many in all end everything. */

const RUNNING = 3;

export interface Patience {
  /** Why nothing more is asked of this group; undefined while there is patience. */
  exhausted(): string | undefined;
  /** Why nothing more is asked of any group. */
  spent(): string | undefined;
  failed(): void;
  /** Failures in all. */
  readonly failures: number;
  succeeded(): void;
  /** Failures do not run on from one group of cases into another. */
  beginGroup(name: string): void;
}

/** With the questions of the cases: what kills an engine, or leaves it silent, twenty times is asked no more. */
export const patienceWithQuestions = (): Patience => patience("has crashed or given no answer", 20);

/** `what`: what has failed, as in `has crashed`. `inAll`: failures after which no other group is asked either. */
export function patience(what: string, inAll = Number.POSITIVE_INFINITY): Patience {
  let group: string | undefined;
  let running = 0;
  let all = 0;
  const spent = () => (all >= inAll ? `the engine ${what} ${all} times in all` : undefined);
  return {
    spent,
    exhausted: () =>
      spent() ??
      (running >= RUNNING ? `the engine ${what} ${running} times running in this group of cases` : undefined),
    get failures() {
      return all;
    },
    failed() {
      running++;
      all++;
    },
    succeeded() {
      running = 0;
    },
    beginGroup(name) {
      if (name !== group) running = 0;
      group = name;
    },
  };
}
