import { readFileSync } from 'node:fs';

/** What the operating system says of a process. */
export interface ProcessFacts {
  /** The name of its program, at most 15 characters. */
  readonly name: string;
  readonly parent: number;
  readonly session: number;
  /** True when it belongs to a terminal. */
  readonly hasTerminal: boolean;
}

/**
 * Reads the facts of a process from Linux's /proc (proc(5), `/proc/pid/stat`), or gives undefined when there is no such
 * process or no such file system.
 */
export function readProcess(id: number): ProcessFacts | undefined {
  try {
    return parseStat(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Gives what tells a running process from any other that has had, or will have, its number: when this boot of the machine
 * began it. Undefined when it has ended, and where the system has no /proc.
 */
export function readStartMark(id: number): string | undefined {
  try {
    const ticks = parseStartTicks(readFileSync(`/proc/${id}/stat`, 'utf8'));
    return ticks && `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

/** Parses the start (field 22 of proc(5)), in ticks since the boot; undefined for a process that ended and was not reaped. */
export function parseStartTicks(line: string): string | undefined {
  const [state = 'X', ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

/** Parses one line of `/proc/pid/stat`. The name stands in brackets and may itself hold blanks and brackets. */
export function parseStat(line: string): ProcessFacts | undefined {
  const match = /^\d+ \((.*)\) \S (\d+) \d+ (\d+) (-?\d+) /s.exec(line);
  if (match === null) return undefined;
  const [, name = '', parent, session, terminal] = match;
  return { name, parent: Number(parent), session: Number(session), hasTerminal: Number(terminal) !== 0 };
}
