/**
 * Several processes of one engine. The groups of cases are dealt out among them, always in the same way; each answers its own in their order, ahead
 * of the judge, who takes the answers in the order of the cases and evaluates with the process that has answered.
 */
import type { ProcessEngine } from "../engine/connect/command.ts";
import { patienceWithQuestions } from "../engine/connect/patience.ts";
import type { Description, Engine, Observation } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import { type Asked, ask } from "./ask.ts";
import { groupOf } from "./group.ts";

/** Numbers that one process may have answered ahead of the judge. */
const MOST_AHEAD = 1 << 20;

type Member = Engine & Partial<Pick<ProcessEngine, "beginGroup" | "failures">>;
export interface Crew {
  /** Whatever is asked beside the cases; in a group of cases, of the process that answers it. */
  readonly engine: Engine & { beginGroup(name: string): void };
  /** To be called once for each case, in their order. */
  asked(c: Case): Promise<Asked>;
}
interface Plan {
  readonly description: Description;
  readonly cases: readonly Case[];
}

export function crewOf(members: readonly [Member, ...Member[]], { description, cases }: Plan): Crew {
  const dealt = deal(cases, members);
  const memberOf = (group: string): Member => dealt.get(group) ?? members[0];
  const tasks = new Map(cases.map((c) => [c, task()]));
  const patience = patienceWithQuestions();
  const refusing = (because: string): Engine => ({
    ...members[0],
    ask: async () => ({ kind: "not-asked", because }),
  });
  let hand = members[0];
  let isStarted = false;

  const work = async (member: Member): Promise<void> => {
    const yard = queueOf(MOST_AHEAD);
    let group: string | undefined;
    for (const c of cases) {
      if (memberOf(groupOf(c.id)) !== member) continue;
      if (groupOf(c.id) !== group) {
        group = groupOf(c.id);
        member.beginGroup?.(group, "questions");
      }
      await yard.room();
      const before = member.failures?.() ?? 0;
      const { resolve, reject } = tasks.get(c) as Task;
      await ask(c, { engine: member, description }).then((asked) => {
        const failures = (member.failures?.() ?? 0) - before;
        resolve({ asked, failures, taken: yard.put(sizeOf(asked.observation)) });
      }, reject);
    }
  };

  return {
    engine: {
      ...members[0],
      ask(question) {
        const because = patience.spent();
        return (because === undefined ? hand : refusing(because)).ask(question);
      },
      evaluate: (question, points) => hand.evaluate(question, points),
      async close() {
        await Promise.all(members.map((member) => member.close()));
      },
      beginGroup(name) {
        hand = memberOf(name);
        hand.beginGroup?.(name, dealt.has(name) ? "evaluations" : undefined);
      },
    },
    async asked(c) {
      if (!isStarted) for (const member of members) void work(member);
      isStarted = true;
      const because = patience.spent();
      if (because !== undefined) return ask(c, { engine: refusing(because), description });
      const { asked, failures, taken } = await (tasks.get(c) as Task).done;
      taken();
      for (let i = 0; i < failures; i++) patience.failed();
      return asked;
    },
  };
}

/** Which process answers which group: the largest group first, each to who has the fewest cases. */
function deal(cases: readonly Case[], members: readonly Member[]): ReadonlyMap<string, Member> {
  const sizes = new Map<string, number>();
  for (const { id } of cases) sizes.set(groupOf(id), (sizes.get(groupOf(id)) ?? 0) + 1);
  const loads = members.map(() => 0);
  const largest = [...sizes].toSorted(([, a], [, b]) => b - a);
  return new Map(
    largest.map(([group, size]) => {
      const idlest = loads.indexOf(Math.min(...loads));
      loads[idlest] += size;
      return [group, members[idlest]];
    }),
  );
}

interface Done {
  readonly asked: Asked;
  readonly failures: number;
  /** To be called when the judge has taken it. */
  taken(): void;
}
interface Task {
  readonly done: Promise<Done>;
  resolve(done: Done): void;
  reject(error: unknown): void;
}
function task(): Task {
  let settle: Omit<Task, "done"> = { resolve() {}, reject() {} };
  const done = new Promise<Done>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // a run that is interrupted takes no more of them
  done.catch(() => {});
  return { done, ...settle };
}

/** Answers that wait for the judge; there is room again when he has taken enough of them. */
function queueOf(most: number) {
  let size = 0;
  let wake = () => {};
  return {
    async room() {
      while (size >= most)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    put(added: number) {
      size += added;
      return () => {
        size -= added;
        wake();
      };
    },
  };
}

function sizeOf(seen: Observation): number {
  if (seen.kind !== "answered") return 0;
  const all = [...Object.values(seen.values), ...Object.values(seen.gradients)];
  return all.reduce((sum, { data }) => sum + data.length, 0);
}
