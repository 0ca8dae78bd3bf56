/** Data inside a page: a script element that is never run, and that its contents cannot close. */
import { type Markup, trustedMarkup } from './markup.ts';

/** JSON in which nothing can end a script element or a line of JavaScript. Pure. */
export function toScriptJson(data: unknown): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** `<script type="application/json" id="…">`; `id` is one of ours. */
export function embeddedJson(id: string, data: unknown): Markup {
  return trustedMarkup(`<script type="application/json" id="${id}">${toScriptJson(data)}</script>`);
}
