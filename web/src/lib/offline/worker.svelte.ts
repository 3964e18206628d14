import { dev } from '$app/env';

/** The service worker of this page: where browsers allow one, and when a newer version waits. */
class Worker {
  #waiting = $state.raw<ServiceWorker | null>(null);

  /** Whether a newer version is installed and waits to be let in. */
  get hasUpdate(): boolean {
    return this.#waiting !== null;
  }

  /** Whether this browser, over this connection, can install the app and read offline. */
  get isPossible(): boolean {
    return !dev && 'serviceWorker' in navigator;
  }

  /** Register it; call once. */
  async start(): Promise<void> {
    if (!this.isPossible) return;
    const registration = await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
    this.#look(registration);
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing;
      coming?.addEventListener('statechange', () => this.#look(registration));
    });
  }

  /** Ask the server whether there is a newer version. */
  async check(): Promise<void> {
    if (!this.isPossible) return;
    await (await navigator.serviceWorker.getRegistration())?.update();
  }

  /** Let the newer version take over and begin anew with it. */
  update(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#waiting?.postMessage('take-over');
  }

  #look(registration: ServiceWorkerRegistration): void {
    // Without a controller this is the first visit: nothing older is shown.
    this.#waiting = navigator.serviceWorker.controller === null ? null : registration.waiting;
  }
}

export const worker = new Worker();
