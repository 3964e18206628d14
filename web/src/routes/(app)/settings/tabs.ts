import type { MessageKey } from '#lib/i18n/index.svelte.ts';

/** The parts of the settings, as they follow each other. */
export const TABS = [
  { href: '/settings/profile', name: 'settings.tab_profile' },
  { href: '/settings/thresholds', name: 'settings.tab_thresholds' },
  { href: '/settings/zones', name: 'settings.tab_zones' },
  { href: '/settings/gear', name: 'settings.tab_gear' },
  { href: '/settings/notes', name: 'settings.tab_notes' },
  { href: '/settings/display', name: 'settings.tab_display' },
  { href: '/settings/privacy', name: 'settings.tab_privacy' },
  { href: '/settings/sign-in', name: 'settings.tab_sign_in' },
  { href: '/settings/tokens', name: 'settings.tab_tokens' },
  { href: '/settings/data', name: 'settings.tab_data' }
] as const satisfies readonly { href: string; name: MessageKey }[];
