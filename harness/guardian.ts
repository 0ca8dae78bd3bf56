/**
 * Ends what outlives us. A process that computes without pause never hears that the one which started it is gone, so a
 * shell, asleep on a pipe from us, keeps the list of our processes: when the pipe closes it grants them the time to end
 * by themselves, and then ends them. It costs no CPU while we live, and lives no longer than it has to.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';

/** What processes that are not blocked need at the most to close their scenario and end. */
const GRACE_SEC = 3;
/** `+ TARGET` enters a target of kill(1), `- TARGET` strikes it out. */
const SCRIPT = `
list=' '
while read -r sign target; do
  case $sign in
    +) list="$list$target " ;;
    -) case $list in *" $target "*) list="\${list%% $target *} \${list#* $target }" ;; esac ;;
  esac
done
set -- $list
[ $# -eq 0 ] && exit
sleep ${GRACE_SEC}
for target; do kill -s KILL -- "$target"; done
for file in $(grep -ls "CROSSOVER_ROUND=$0/" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}
  kill -s KILL "\${pid%/environ}"
done`;

/** Marks what rounds of this process start, in its environment: also what left its process group is found by it. */
export const RUN_MARK = `${process.pid}-${randomBytes(6).toString('hex')}`;

let pipe: Writable | null = null;

/** The pipe to the shell, started when it is first needed; where there is no shell, what is written is lost. */
function openPipe(): Writable {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, RUN_MARK], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = shell;
  shell.on('error', () => {});
  stdin.on('error', () => {});
  shell.unref();
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return stdin;
}

function tell(line: string): void {
  pipe ??= openPipe();
  pipe.write(`${line}\n`);
}

/**
 * From now until the returned function is called, a process is ended when this one is gone; with `leadsGroup` its whole
 * process group. Call the function when the process has ended: its number may be given to another.
 */
export function guard(pid: number | undefined, leadsGroup: boolean): () => void {
  if (pid === undefined) return () => {};
  const target = leadsGroup ? -pid : pid;
  tell(`+ ${target}`);
  return () => tell(`- ${target}`);
}
