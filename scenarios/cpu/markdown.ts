import type { marked } from 'marked';
import { defineScenario } from '../../harness/scenario.ts';
import { makeMarkdownBlocks } from './markdown-text.ts';

interface Params {
  readonly copies: number;
}

/** Enough to tell pages apart; the page itself would be sent back for nothing. */
interface Page {
  readonly letters: number;
  readonly headings: number;
  readonly links: number;
}

const countOf = (html: string, mark: string): number => html.split(mark).length - 1;

interface Context {
  readonly parse: typeof marked.parse;
}

function render(text: string, { parse }: Context): Page {
  const html = parse(text, { async: false });
  return { letters: html.length, headings: countOf(html, '<h'), links: countOf(html, '<a ') };
}

/** What a server that renders pages does all day: regular expressions, small strings, garbage. */
export default defineScenario({
  id: 'cpu/markdown',
  kind: 'cpu',
  summary: 'Renders a page of Markdown, copies times over, to HTML with the package marked.',
  lesson:
    'A library that is plain JavaScript blocks the loop as your own code does; rendering belongs in a pool.',
  params: { copies: [4, 1] },
  inputs: ({ copies }: Params, random, count): string[] => {
    const blocks = makeMarkdownBlocks();
    return Array.from({ length: count }, () =>
      Array.from({ length: copies }, () => random.shuffle(blocks).join('\n\n')).join('\n\n'),
    );
  },
  // Loaded where it is used: who only lists scenarios does not wait for it.
  open: async (): Promise<Context> => ({ parse: (await import('marked')).marked.parse }),
  run: render,
});
