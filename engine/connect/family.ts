/**
 * Everyone whom a process brought into the world, and their end. Its group is ended everywhere. On Linux also whoever left the group: by the
 * session, by descent, and by a mark in the environment, which a daemon inherits too unless it clears it.
 */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const MARK = "BACKPROOF_RUN";
/** Who forks while it is being ended is looked for again, this often at most. */
const ROUNDS = 20;

/** Whom to look for. */
export interface Ancestor {
  readonly pid: number;
  readonly mark: string;
  /** When it started, in the system's ticks since boot: nobody older can be of its family. */
  readonly since: number;
}
interface Kin {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly started: number;
}

/** A mark that no other process has, and the environment that bequeaths it beside those of the processes around us. */
export function newMark(): { readonly mark: string; readonly env: Readonly<Record<string, string>> } {
  const mark = randomUUID();
  return { mark, env: { [MARK]: [process.env[MARK], mark].filter(Boolean).join(" ") } };
}

export function ancestorOf(pid: number, mark: string): Ancestor {
  return { pid, mark, since: readKin(pid)?.started ?? 0 };
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

/** Nobody of the family is left afterwards, as far as this system lets us see. */
export function endFamily(ancestor: Ancestor): void {
  for (let round = 0; round < ROUNDS; round++) {
    signalGroup(ancestor.pid, "SIGKILL");
    const left = familyOf(ancestor);
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
    if (left.length === 0) return;
  }
}

/** Who of the family is alive, the ancestor included; nobody where the system has no /proc. */
function familyOf({ pid, mark, since }: Ancestor): readonly number[] {
  const young = everyone().filter((one) => one.started >= since && one.pid !== process.pid);
  const family = new Set([pid]);
  for (const one of young)
    if (one.group === pid || one.session === pid || isMarked(one.pid, mark)) family.add(one.pid);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const one of young) if (family.has(one.parent)) family.add(one.pid);
  }
  return young.flatMap((one) => (family.has(one.pid) ? [one.pid] : []));
}

function everyone(): readonly Kin[] {
  if (process.platform !== "linux") return [];
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readKin(Number(name)) ?? []) : []));
  } catch {
    return [];
  }
}

/** Undefined for who is no more: a zombie is only not buried yet. */
function readKin(pid: number): Kin | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // the name in parentheses may hold anything
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state = "Z", parent, group, session] = fields;
    if (state === "Z" || state === "X") return undefined;
    const [started] = fields.slice(19);
    return {
      pid,
      ...{ parent: Number(parent), group: Number(group), session: Number(session) },
      started: Number(started),
    };
  } catch {
    return undefined;
  }
}

function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
  } catch {
    return false;
  }
}
