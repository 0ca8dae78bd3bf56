/** The words of the page that mean something of their own here, one line each. */
import { type Markup, markup } from './markup.ts';

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['scenario', 'one workload, defined once and run unchanged under every model'],
  ['task', 'one call of a scenario’s function with one input'],
  ['model', 'an execution model: how tasks are carried out, such as on one loop, on threads or in processes'],
  ['cell', 'a scenario under one model with fixed settings: the thing that gets a number'],
  [
    'condition',
    'cells of one scenario with equal parameters and equal load: they do the same work and are compared',
  ],
  ['reference', 'the cell of a condition that the others are contrasted with'],
  [
    'block',
    'fresh processes for at most four cells, the reference among them, measured in turns; intervals are made over blocks',
  ],
  ['round', 'one cell in one block'],
  ['slice', 'a short stretch in which one round is measured while the others sleep'],
  ['turn', 'one slice of each round of a block, in random order'],
  ['in flight', 'tasks that were offered and have not been answered yet'],
  ['void', 'measured, but not counted: the machine was not quiet, or the books did not balance'],
];

/** The list of words, under the anchor `words`. */
export function glossary(): Markup {
  const entries = WORDS.map(([word, meaning]) => markup`<div><dt>${word}</dt><dd>${meaning}</dd></div>`);
  return markup`<div class="facts words" id="words"><h3>Words used here</h3><dl>${entries}</dl></div>
`;
}
