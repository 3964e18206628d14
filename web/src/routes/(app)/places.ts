import CalendarDays from '@lucide/svelte/icons/calendar-days';
import ChartNoAxesCombined from '@lucide/svelte/icons/chart-no-axes-combined';
import Copy from '@lucide/svelte/icons/copy';
import FileUp from '@lucide/svelte/icons/file-up';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import House from '@lucide/svelte/icons/house';
import List from '@lucide/svelte/icons/list';
import Medal from '@lucide/svelte/icons/medal';
import Scale from '@lucide/svelte/icons/scale';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Spline from '@lucide/svelte/icons/spline';
import type { Component } from 'svelte';
import type { MessageKey } from '#lib/i18n/index.svelte.ts';

/** A screen that the navigation leads to. */
export interface Place {
  href: string;
  name: MessageKey;
  icon: Component<{ size?: number | string }>;
  /** The key after `g` that goes there. */
  key: string;
  isForAdmins?: boolean;
}

export interface PlaceGroup {
  name: MessageKey;
  places: readonly Place[];
}

export const GROUPS: readonly PlaceGroup[] = [
  {
    name: 'app.nav_group_train',
    places: [
      { href: '/', name: 'app.nav_today', icon: House, key: 't' },
      { href: '/calendar', name: 'app.nav_calendar', icon: CalendarDays, key: 'c' },
      { href: '/activities', name: 'app.nav_activities', icon: List, key: 'a' }
    ]
  },
  {
    name: 'app.nav_group_analyse',
    places: [
      { href: '/fitness', name: 'app.nav_fitness', icon: ChartNoAxesCombined, key: 'f' },
      { href: '/curves', name: 'app.nav_curves', icon: Spline, key: 'u' },
      { href: '/records', name: 'app.nav_records', icon: Medal, key: 'r' },
      { href: '/zones', name: 'app.nav_zones', icon: SlidersHorizontal, key: 'z' },
      { href: '/totals', name: 'app.nav_totals', icon: Grid3x3, key: 'o' },
      { href: '/compare', name: 'app.nav_compare', icon: Scale, key: 'm' }
    ]
  },
  {
    name: 'app.nav_group_data',
    places: [
      { href: '/import', name: 'app.nav_import', icon: FileUp, key: 'i' },
      { href: '/duplicates', name: 'app.nav_duplicates', icon: Copy, key: 'd' },
      { href: '/settings', name: 'app.nav_settings', icon: Settings, key: 's' },
      { href: '/admin', name: 'app.nav_admin', icon: ShieldCheck, key: 'x', isForAdmins: true }
    ]
  }
];

/** The four that a thumb reaches; the rest is behind "More". */
export const THUMB_PLACES: readonly Place[] = ['/', '/activities', '/calendar', '/fitness'].map(placeAt);

/** Whether a place is the one shown, or holds it. */
export function isAt(place: Place, pathname: string): boolean {
  return place.href === '/'
    ? pathname === '/'
    : pathname === place.href || pathname.startsWith(`${place.href}/`);
}

function placeAt(href: string): Place {
  const found = GROUPS.flatMap((group) => group.places).find((place) => place.href === href);
  if (found === undefined) throw new Error(`No place at ${href}`);
  return found;
}
