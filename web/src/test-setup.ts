// What jsdom lacks and our modules read when they load.
globalThis.matchMedia ??= () =>
  Object.assign(new EventTarget(), { matches: false }) as unknown as MediaQueryList;

// Nothing has a size in jsdom, so nothing changes it.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
