/** Which item of a menu a key leads to from the one at an index: the next, the first, or the next that begins with a letter. */
export function itemReached(key: string, at: number, texts: readonly string[]): number | undefined {
  const count = texts.length;
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (Math.max(at, 0) - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  // A space presses an item.
  if (key.length !== 1 || key === ' ') return undefined;
  const letter = key.toLocaleLowerCase();
  const order = texts.map((_, step) => (at + 1 + step) % count);
  return order.find((index) => texts[index]?.toLocaleLowerCase().startsWith(letter));
}
