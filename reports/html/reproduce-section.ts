/** Under a condition: for every cell the command that measures it again, as text to be copied. */
import { type ConditionView, cellCommands } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { namedSwatch, type PageContext } from './page-context.ts';

/** A fold, for it is wanted seldom and is long; nothing where no cell can be named on a command line. */
export function reproduceSection(condition: ConditionView, context: PageContext): Markup | null {
  const commands = cellCommands(context.document, condition);
  if (commands.length === 0) return null;
  const items = commands.map(
    ({ row, command }) => markup`<dt>${namedSwatch(row, context)}</dt>
<dd><pre tabindex="0"><code>${command}</code></pre></dd>
`,
  );
  return markup`<details class="reproduce"><summary>Measure one of these again</summary>
<p class="caption">The same seed gives the same inputs. The reference is measured beside each, and so are all variants of the scenario.</p>
<dl>${items}</dl></details>`;
}
