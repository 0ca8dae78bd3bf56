/** Colour, which only repeats what a word already says, and when there is none. */

export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubt: Paint;
}

const plain: Paint = (text) => text;
/** Own codes instead of `util.styleText`, which ignores NO_COLOR on some Node 20. */
const sgr =
  (open: number, close: number): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`;

const PLAIN: Style = { bold: plain, dim: plain, good: plain, bad: plain, doubt: plain };
const COLOR: Style = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  good: sgr(32, 39),
  bad: sgr(31, 39),
  doubt: sgr(33, 39),
};

/** The paints of a coloured or of a plain output. Pure. */
export function styleOf(color: boolean): Style {
  return color ? COLOR : PLAIN;
}

export interface ColorFacts {
  /** From `--color` (true) and `--no-color` (false); null when neither was given. */
  readonly asked: boolean | null;
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to colour: what was asked on the command line; else FORCE_COLOR (`0` and `false` mean no, and it wins over
 * NO_COLOR, as in Node); else NO_COLOR (https://no-color.org: any text but the empty one); else a terminal that is not
 * `dumb`. Pure.
 */
export function shouldColor({ asked, isTTY, env }: ColorFacts): boolean {
  if (asked !== null) return asked;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return isTTY && env.TERM !== 'dumb';
}
