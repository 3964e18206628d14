import { invalidate } from '$app/navigation';

/** What every load of the administration depends on. */
export const ADMIN = 'paceline:admin';

/** Read the open page of the administration anew. */
export function reload(): Promise<void> {
  return invalidate(ADMIN);
}
