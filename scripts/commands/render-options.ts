/** What `--color` and `--no-color` say together with the environment and the stream. */
import { shouldColor } from '../../reports/terminal/style.ts';
import type { CommandArguments } from '../command-line.ts';
import { columnsOf, type Io, type OutputStream } from '../io.ts';

/** How to write on a stream: its width, and whether in colour. */
export function renderOptionsFor(
  stream: OutputStream,
  { env }: Io,
  options: CommandArguments['options'],
): { columns: number; color: boolean } {
  const asked = options['no-color'] === true ? false : options.color === true ? true : null;
  return { columns: columnsOf(stream), color: shouldColor({ asked, isTTY: stream.isTTY === true, env }) };
}
