import { api, ApiError, read } from '#lib/api/client.ts';
import { forgetTags } from '#lib/api/revision.ts';
import type { components } from '#lib/api/schema.d.ts';
import { language } from '#lib/i18n/index.svelte.ts';
import { ended } from './ended.svelte.ts';
import { forgetDrafts } from './drafts.ts';
import { forgetOffline, keptFor } from './offline.ts';
import type { UnitSystem } from '#lib/units/convert.ts';

/** Who is signed in, as far as the screens need to know. */
export type Me = Pick<components['schemas']['MeOut'], 'account_id' | 'athlete_id' | 'username' | 'is_admin'>;
export type Profile = components['schemas']['ProfileOut'];

/** How this athlete wants values, days and keys. */
export interface Preferences {
  units: UnitSystem;
  temperatureUnit: 'celsius' | 'fahrenheit' | null;
  clock: 'h24' | 'h12' | null;
  weekStartsOn: 'monday' | 'saturday' | 'sunday';
  timeZone: string;
  speedDisplay: Record<string, 'pace' | 'speed'>;
  keyboardShortcuts: boolean;
}

const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const BEFORE_SIGN_IN: Preferences = {
  units: 'metric',
  temperatureUnit: null,
  clock: null,
  weekStartsOn: 'monday',
  timeZone: BROWSER_ZONE,
  speedDisplay: {},
  keyboardShortcuts: true
};

/** Who is signed in on this device, and how they want to see things. */
class Session {
  #me = $state.raw<Me | null>(null);
  #profile = $state.raw<Profile | null>(null);
  /** How many changes of the profile this tab began to save, and how many are under way. */
  #saves = { begun: 0, underWay: 0 };

  readonly preferences: Preferences = $derived(
    this.#profile === null ? BEFORE_SIGN_IN : preferencesOf(this.#profile)
  );

  get me(): Me | null {
    return this.#me;
  }

  get profile(): Profile | null {
    return this.#profile;
  }

  /** Ask who is signed in; null when nobody is. Throws `ApiError` for any other refusal. */
  async load(): Promise<Me | null> {
    try {
      const [me, profile] = await Promise.all([whoIsHere(), read(api.GET('/api/v1/profile'))]);
      // Answers of somebody who was here before are not this athlete's to see.
      if (keptFor() !== null && keptFor() !== me.athlete_id) await forgetOffline();
      forgetDrafts(me.athlete_id);
      this.#me = me;
      ended.is = false;
      this.keep(profile);
      return me;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      this.forget();
      forgetDrafts();
      await forgetOffline();
      return null;
    }
  }

  /** The profile as it is now, and shown by from now on: another tab or device may have changed it. Throws `ApiError`. */
  async readProfile(): Promise<Profile> {
    const { begun } = this.#saves;
    const profile = await read(api.GET('/api/v1/profile'));
    if (this.#profile === null) return profile;
    // What is being saved here shows already, and the answer to it will have everything. Answers may overtake each other, too.
    const isOvertaken =
      this.#saves.begun > begun || this.#saves.underWay > 0 || profile.revision < this.#profile.revision;
    if (!isOvertaken) this.keep(profile);
    return profile;
  }

  /** The same where it is not needed: while it cannot be read, what is known stays. */
  async refresh(): Promise<void> {
    try {
      await this.readProfile();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Save some of the profile, and show by the answer. */
  async save(saving: Promise<Profile>): Promise<void> {
    this.#saves.begun++;
    this.#saves.underWay++;
    try {
      this.keep(await saving);
    } finally {
      this.#saves.underWay--;
    }
  }

  /** Show by a profile that was just read or saved. */
  keep(profile: Profile): void {
    // What says the same is no news: everything that is shown reads it.
    if (JSON.stringify(profile) === JSON.stringify(this.#profile)) return;
    this.#profile = profile;
    language.choose(profile.language);
  }

  /** Nobody is signed in any more. */
  forget(): void {
    this.#me = null;
    this.#profile = null;
    ended.is = false;
    forgetTags();
  }
}

/**
 * The account that is signed in. What it answers is never kept; while the server is away, the athlete this device keeps answers for
 * reads those.
 */
async function whoIsHere(): Promise<Me> {
  try {
    return await read(api.GET('/api/v1/me'));
  } catch (error) {
    const athlete = keptFor();
    if (athlete === null || !(error instanceof ApiError && error.isOffline)) throw error;
    return { account_id: '', athlete_id: athlete, username: '', is_admin: false };
  }
}

function preferencesOf(profile: Profile): Preferences {
  return {
    units: profile.units,
    temperatureUnit: profile.temperature_unit,
    clock: profile.clock,
    weekStartsOn: profile.week_starts_on,
    timeZone: profile.time_zone,
    speedDisplay: profile.speed_display as Preferences['speedDisplay'],
    keyboardShortcuts: profile.keyboard_shortcuts
  };
}

export const session = new Session();
