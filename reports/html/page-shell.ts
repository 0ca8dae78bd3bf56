/** What stands around every page of ours: its policy, how wide it is, and that nobody learns where a link came from. */
import { type Markup, markup } from './markup.ts';

export interface PageParts {
  /** The page's own Content-Security-Policy. */
  readonly policy: string;
  readonly title: string;
  /** Style sheet and what runs before the first paint, as elements. */
  readonly head: Markup;
  readonly body: Markup;
}

export function htmlPage({ policy, title, head, body }: PageParts): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`.html;
}
