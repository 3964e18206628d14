import { theme } from '#lib/session/theme.svelte.ts';

/** A colour token, as `tokens.css` names it. */
export type Token = `--${string}`;

const resolved = new Map<string, string>();

/**
 * What a token is now, for a canvas, which knows no custom properties. Reactive: it reads the theme. A custom property computes to its
 * own text, `light-dark(…)` and all, so the colour is read off an element that wears it.
 */
export function colourOf(token: Token): string {
  const key = `${theme.isDark} ${token}`;
  const known = resolved.get(key);
  if (known !== undefined) return known;
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  resolved.set(key, colour);
  return colour;
}

/** A colour with an opacity, for areas under lines. */
export function faded(colour: string, opacity: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(opacity * 100)}%, transparent)`;
}
