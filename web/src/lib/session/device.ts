/**
 * What this browser keeps about itself, never about an athlete's training: theme, whether offline reading is on. Storage may be
 * switched off or full; then nothing is kept and nothing fails.
 */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keep a value, or forget it with null. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice holds until the page is closed.
  }
}
