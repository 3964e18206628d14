import { keep, kept } from './device.ts';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'paceline:theme';

/** Light or dark on this device. `app.html` sets it before the first paint; here it is changed. */
class ThemeState {
  #chosen = $state<Theme>(themeOf(kept(KEY)));
  #systemIsDark = $state(false);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = system.matches;
    system.addEventListener('change', (change) => (this.#systemIsDark = change.matches));
    // The other tabs of this browser follow.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === KEY || key === null) this.#show(themeOf(newValue));
    });
  }

  get chosen(): Theme {
    return this.#chosen;
  }

  /** Whether the screen is dark now, for what is drawn on a canvas. */
  get isDark(): boolean {
    return this.#chosen === 'system' ? this.#systemIsDark : this.#chosen === 'dark';
  }

  choose(theme: Theme): void {
    keep(KEY, theme === 'system' ? null : theme);
    this.#show(theme);
  }

  #show(theme: Theme): void {
    this.#chosen = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

export const theme = new ThemeState();
