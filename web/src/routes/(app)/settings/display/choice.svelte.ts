import { t } from '#lib/i18n/index.svelte.ts';
import { saveProfile, type ProfileChanges } from '#lib/session/profile.ts';
import { session, type Profile } from '#lib/session/session.svelte.ts';
import { Form } from '#lib/ui/form.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

/** A setting that holds as soon as it is chosen, and can be taken back. */
export class Choice {
  readonly form = new Form();

  /** Save one field of the profile; on refusal the screen returns to what is stored. */
  async make<Name extends keyof ProfileChanges & keyof Profile>(
    name: Name,
    value: ProfileChanges[Name]
  ): Promise<void> {
    const profile = session.profile;
    if (profile === null || this.form.isBusy) return;
    const before = profile[name] as ProfileChanges[Name];
    session.keep({ ...profile, [name]: value });
    if (await this.form.send(() => saveProfile({ [name]: value }))) {
      toasts.done(t('settings.saved'), () => saveProfile({ [name]: before }));
    } else {
      session.keep(profile);
    }
  }
}
