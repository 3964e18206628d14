/** An address with some parameters changed, and null ones left out: what the links of tabs, ranges and chips lead to. */
export function addressWith(
  url: Pick<URL, 'pathname' | 'search'>,
  changes: Record<string, string | null>
): string {
  const parameters = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.toString();
  return query === '' ? url.pathname : `${url.pathname}?${query}`;
}
