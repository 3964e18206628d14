// What jsdom lacks and our modules read when they load.
globalThis.matchMedia ??= () =>
  Object.assign(new EventTarget(), { matches: false }) as unknown as MediaQueryList;
