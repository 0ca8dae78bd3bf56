/**
 * HTML that cannot be forgotten to be escaped: the tag `markup` escapes every text put into it, so names out of a
 * hostile document stay text. Only other markup, made the same way, passes unescaped.
 */
import { visibleText } from '../visible-text.ts';

/** A piece of finished HTML. Made by {@link markup} and, for our own assets alone, by {@link trustedMarkup}. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, null and false leave nothing. */
export type MarkupValue = string | Markup | null | false | readonly MarkupValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe between tags and inside quoted attributes. Pure. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function render(value: MarkupValue): string {
  if (value === null || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  return value instanceof Markup ? value.html : value.map(render).join('');
}

/** Template tag: `markup\`<td>${name}</td>\``. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((html, text, index) => html + render(values[index - 1] ?? null) + text));
}

/** Takes a text as HTML as it stands: for our own style sheet and scripts, never for anything out of a document. */
export function trustedMarkup(html: string): Markup {
  return new Markup(html);
}
