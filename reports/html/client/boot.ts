/** Runs in the head: makes room for the charts and picks the theme before the first paint, so that nothing jumps. */
import { applyStoredTheme } from './theme-choice.ts';

document.documentElement.classList.add('has-script');
applyStoredTheme();
