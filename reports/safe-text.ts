/**
 * Names in a document may come from a stranger. Here they become one harmless line of a terminal or of Markdown: no
 * escape sequences, no text that runs backwards, no command for the CI service that reads our output.
 */
import { visibleText } from './visible-text.ts';

/** One line; control, invisible and bidirectional characters are shown by their codes. Pure. */
export function safeLine(text: string): string {
  return visibleText(text.replace(/\r\n|[\n\t]/g, ' '))
    .replace(/^(\s*)::/, '$1: :') // GitHub reads `::error::…` at the start of a line …
    .replace(/##\[/g, '## ['); // … and `##[error]…` anywhere
}
