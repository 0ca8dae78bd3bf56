/** Text from a document inside Markdown: the names of a stranger must not mention people, close tables or become HTML. */
import { safeLine } from '../safe-text.ts';

/**
 * A code span: the one place where GitHub reads neither HTML nor mentions, issue numbers, links or emphasis. Only the
 * backtick and, inside a table, the bar still mean something there. Empty text gives an empty string. Pure.
 */
export function codeSpan(text: string): string {
  const safe = safeLine(text).replaceAll('`', "'").replaceAll('|', '\\|').trim();
  return safe === '' ? '' : `\`${safe}\``;
}

/**
 * Running text without any markup: HTML and Markdown are escaped, and a zero-width space after `@` and `#` keeps GitHub
 * from calling people and linking issues. Pure.
 */
export function escapeText(text: string): string {
  return safeLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()!|~]/g, '\\$&')
    .replace(/[@#]/g, '$&\u200b');
}
