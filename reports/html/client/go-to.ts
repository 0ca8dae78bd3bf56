/** Brings a part of the page into view, also where the parts above it are laid out only as they come near. */

/** A third of a second: whoever scrolls by hand after that is not held back. */
const MOST_FRAMES = 20;
/** So many frames in the same place are an arrival. */
const ARRIVED_FRAMES = 3;

/** Goes there again, frame by frame, until what came near on the way has its height and the place is the same. */
function settle(target: Element, framesLeft: number, arrivedCount: number): void {
  if (framesLeft === 0 || arrivedCount === ARRIVED_FRAMES) return;
  requestAnimationFrame(() => {
    const before = target.getBoundingClientRect().top;
    target.scrollIntoView({ behavior: 'instant' });
    const isSame = Math.abs(target.getBoundingClientRect().top - before) < 1;
    settle(target, framesLeft - 1, isSame ? arrivedCount + 1 : 0);
  });
}

/** Scrolls to an element, with the page's own motion where everything is laid out. */
export function goTo(target: Element): void {
  if (document.querySelector('main.many') === null) {
    target.scrollIntoView();
    return;
  }
  target.scrollIntoView({ behavior: 'instant' });
  settle(target, MOST_FRAMES, 0);
}
