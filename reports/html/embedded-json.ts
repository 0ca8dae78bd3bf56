/** Data inside a page: a script element that is never run, and that its contents cannot close. */
import { type Markup, trustedMarkup } from './markup.ts';

/** What could end a script element or a line of JavaScript, and what is invisible in an editor. */
const ESCAPED = /[<\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeUnits(characters: string): string {
  return Array.from({ length: characters.length }, (_unused, index) => characters.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

/** JSON that reads back the same, in which nothing can end the script element that it stands in. Pure. */
export const toScriptJson = (data: unknown): string => JSON.stringify(data).replace(ESCAPED, escapeUnits);

/** Six digits place a point on any screen, and halve what a chart weighs. */
const CHART_DIGITS = 6;

/** The same data with its numbers as short as a chart can use them. Pure. */
export function withShortNumbers<Data>(data: Data): Data {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(CHART_DIGITS)) : value,
  );
  return JSON.parse(json) as Data;
}

/** `<script type="application/json" id="…">`; `id` is one of ours. */
export function embeddedJson(id: string, data: unknown): Markup {
  return trustedMarkup(`<script type="application/json" id="${id}">${toScriptJson(data)}</script>`);
}
