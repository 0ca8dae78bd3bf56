/** What a process that ended by itself leaves behind, told so that somebody can act on it. */

const MAX_LENGTH = 300;
const OUT_OF_MEMORY = /heap out of memory|reaching memory limit/i;

/** How a process ended, as Node.js tells it. */
export function describeEnd(exitCode: number | null, signal: string | null): string {
  return signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
}

/**
 * What to look for, from the tail of its stderr or the message of its error: memory that ran out, else the error's own
 * lines without stacks, else what ends a process silently.
 */
export function adviseAfterEnd(lastWords: string, signal: string | null = null): string {
  if (OUT_OF_MEMORY.test(lastWords)) {
    return 'Its JavaScript heap ran out of memory: find what the tasks keep, or give it more with NODE_OPTIONS=--max-old-space-size=4096.';
  }
  const said = lastWords
    .replace(/^\s+at .*$/gm, '')
    .replace(/-{5} Native stack trace -{5}[\s\S]*/, '')
    .replace(/\nNode\.js v\S+\s*$/, '')
    .trim()
    .slice(-MAX_LENGTH);
  if (signal === 'SIGKILL') return 'Somebody killed it, or the system did for want of memory.';
  if (said !== '') return `It said: ${said}`;
  return 'Look for process.exit, process.abort, or a crash of a native module.';
}
