/** Under a condition: the command that would decide it, and for every cell the one that measures it again, to be copied. */
import { formatCount } from '../format.ts';
import { type ConditionView, cellCommands, decidingCommand } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { namedSwatch, type PageContext } from './page-context.ts';

/** A fold, for it is wanted seldom and is long; nothing where no cell can be named on a command line. */
export function reproduceSection(condition: ConditionView, context: PageContext): Markup | null {
  const commands = cellCommands(context.document, condition);
  if (commands.length === 0) return null;
  const deciding = decidingCommand(context.document, condition);
  const more =
    deciding !== null &&
    markup`<div class="reproduce"><p class="caption">What is unsure here would probably be decided by ${formatCount(deciding.blockCount)} blocks:</p>
<pre tabindex="0"><code>${deciding.command}</code></pre></div>`;
  const items = commands.map(
    ({ row, command }) => markup`<dt>${namedSwatch(row, context)}</dt>
<dd><pre tabindex="0"><code>${command}</code></pre></dd>
`,
  );
  return markup`${more}<details class="reproduce"><summary>Measure one of these again</summary>
<p class="caption">The same seed gives the same inputs. The reference is measured beside each, and so are all variants of the scenario.</p>
<dl>${items}</dl></details>`;
}
