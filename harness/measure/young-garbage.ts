/**
 * Where in its course a new space is when a slice begins. A full collection leaves it empty: were it always so, tasks that fill less than all of it in a slice would
 * never be held up by a collection of it, and of two versions the one that fills a little more would have one more in every window.
 */
import { readOwnNewSpaceBytes } from './own-meters.ts';

/** V8 puts larger objects into spaces of their own. */
const PIECE_WORDS = 8_000;
const PIECE_BYTES = 8 * PIECE_WORDS;

/** Held until the next one is there, so that nobody finds out that it is not needed. */
const held: { piece: unknown } = { piece: null };

/** Fills so much of this thread's new space with what is dead at once: 0 nothing of it, 1 all that comes before its next collection. */
export function leaveYoungGarbage(share: number): void {
  // One half of it takes what is new, the other what survives.
  const pieceCount = Math.floor((share * readOwnNewSpaceBytes()) / 2 / PIECE_BYTES);
  for (let piece = 0; piece < pieceCount; piece++) held.piece = new Array(PIECE_WORDS);
  held.piece = null;
}
