import { describe, expect, it } from 'vitest';
import { type PageState, readHash, toHash } from './page-state.ts';

describe('the hash of the page', () => {
  const check = (anchor = '', filterText = '', hiddenModels: readonly string[] = []): PageState => ({
    anchor,
    filterText,
    hiddenModels,
  });

  it.each([
    ['', check()],
    ['#condition-2', check('condition-2')],
    ['#filter=s%3Aunsure+!m%3Asequential', check('', 's:unsure !m:sequential')],
    ['#winners&filter=a%26b%3Dc%23%2B%22', check('winners', 'a&b=c#+"')],
    ['#condition-1&hide=cluster&hide=a%2Cb', check('condition-1', '', ['cluster', 'a,b'])],
    ['#hide=queue', check('', '', ['queue'])],
  ])('%s is read and written alike', (hash, state) => {
    expect(readHash(hash)).toEqual(state);
    expect(readHash(toHash(state))).toEqual(state);
  });

  it.each([
    ['#&&', check()],
    ['#filter=%E0%A4%A', check('', '\uFFFD%A')],
    ['#x&other=1', check('x')],
  ])('%s, that we never wrote, is no error', (hash, state) => {
    expect(readHash(hash)).toEqual(state);
  });
});
