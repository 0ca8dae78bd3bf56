/**
 * Names in a document may come from a stranger. Here they become one harmless line: no escape sequences, no text that
 * runs backwards, no command for the CI service that reads our output.
 */

/** Category Cc (escape, line feed, bell …), Zl and Zp (line and paragraph separators). */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
/** Category Cf holds bidirectional overrides, zero-width characters and tags: nothing in it is seen, much is abused. */
const INVISIBLE = /\p{Cf}/gu;

/** One line without control, invisible and bidirectional characters; what stood there is shown as �. Pure. */
export function safeLine(text: string): string {
  return text
    .replace(/\r\n|\n|\t/g, ' ')
    .replace(CONTROL, '\ufffd')
    .replace(INVISIBLE, '\ufffd')
    .replace(/^(\s*)::/, '$1: :') // GitHub reads `::error::…` at the start of a line …
    .replace(/##\[/g, '## ['); // … and `##[error]…` anywhere
}
