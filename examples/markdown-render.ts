// Rendering Markdown with the npm package `marked`: npm run bench -- ./examples/markdown-render.ts
import { defineScenario } from 'crossover-bench';
import { marked } from 'marked';

const words = ['loop', 'worker', 'queue', '**thread**', '_pool_', '`await`', '[docs](https://nodejs.org)'];

export default defineScenario({
  kind: 'cpu',
  summary: 'Renders a Markdown page of 40 or 10 sections to HTML.',
  params: { sections: [40, 10] },
  inputs: ({ sections }: { sections: number }, random, count) => {
    const sentence = () => Array.from({ length: 20 }, () => words[random.integer(words.length)]).join(' ');
    const section = (index: number) =>
      `## Part ${index}\n\n${sentence()}\n\n- ${sentence()}\n- ${sentence()}`;
    const page = () => Array.from({ length: sections }, (_, index) => section(index)).join('\n\n');
    return Array.from({ length: count }, page);
  },
  run: (page: string) => marked.parse(page, { async: false }),
});
