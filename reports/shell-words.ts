/** Words of a POSIX shell: what a command is put together from, and taken apart into. */

/** A word as it must be typed; quoted only where a shell would read it otherwise. Pure. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The words of a command that `quoteWord` put together; what is no such word is left out. Pure. */
export function splitWords(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|\\'|[^\s'\\]+)+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\'/g, (_match, quoted: string | undefined) => quoted ?? "'"),
  );
}
