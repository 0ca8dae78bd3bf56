/** Which theme the page is in: what the reader chose, else what the system prefers. Printing is always light. */
import type { ThemeName } from '../../palette.ts';

const STORAGE_KEY = 'crossover-theme';

/** A page from a file may be denied storage: then a choice lasts as long as the page. */
function readChoice(): ThemeName | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}

/** Sets the theme on the root element; `null` leaves it to the system. */
export function applyTheme(theme: ThemeName | null): void {
  if (theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Applies the stored choice, before anything is painted. */
export function applyStoredTheme(): void {
  applyTheme(readChoice());
}

/** The theme that is seen now. */
export function currentTheme(): ThemeName {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Changes to a theme and remembers it where that is allowed. */
export function chooseTheme(theme: ThemeName): void {
  applyTheme(theme);
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Not remembered: the page still changes.
  }
}
