import { error } from '@sveltejs/kit';

/** To everybody else there is nothing here. */
export async function load({ parent }) {
  const { me } = await parent();
  if (!me.is_admin) error(404);
}
