/** What was just done, with a way back for as long as it takes to notice. */
export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  undo: (() => Promise<void>) | null;
}

/** Long enough to read, think and reach for the button. */
const STAYS_MS = 10_000;

class Toasts {
  #next = 1;
  shown = $state.raw<Toast[]>([]);

  /** Say that something was done; with `undo`, offer to take it back. */
  done(text: string, undo: (() => Promise<void>) | null = null): void {
    this.#add({ id: this.#next++, text, kind: 'done', undo });
  }

  /** Say that something failed; it stays until it is sent away. */
  problem(text: string): void {
    this.#add({ id: this.#next++, text, kind: 'problem', undo: null });
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  clear(): void {
    this.shown = [];
  }

  #add(toast: Toast): void {
    this.shown = [...this.shown, toast];
    if (toast.kind === 'done') setTimeout(() => this.dismiss(toast.id), STAYS_MS);
  }
}

export const toasts = new Toasts();
