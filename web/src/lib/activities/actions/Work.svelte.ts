import { ApiError } from '#lib/api/client.ts';

/** One write at a time, and what the API refused of it. */
export class Work {
  isBusy = $state(false);
  error = $state.raw<ApiError | null>(null);

  /** Do it, unless something is being done; true when it went well. */
  async run(task: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.error = null;
    try {
      await task();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
