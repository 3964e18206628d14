export type Place = Pick<URL, 'pathname' | 'search' | 'hash'>;

/** The address of the door, which leads back to where somebody wanted to be; `hasEnded` when they were in already. */
export function doorTo(wanted: Place, { hasEnded = false } = {}): string {
  const next = wanted.pathname + wanted.search + wanted.hash;
  const query = [
    ...(next === '/' ? [] : [`next=${encodeURIComponent(next)}`]),
    ...(hasEnded ? ['ended=1'] : [])
  ].join('&');
  return query === '' ? '/sign-in' : `/sign-in?${query}`;
}

/** Where to go after signing in: only ever within this site. */
export function nextOf(url: { searchParams: { get(name: string): string | null } }): string {
  const next = url.searchParams.get('next') ?? '/';
  return next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/';
}
