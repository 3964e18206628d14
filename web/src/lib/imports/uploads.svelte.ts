import { ApiError, newKey } from '#lib/api/client.ts';
import { inGroups, LARGEST_REQUEST_BYTES } from './picked.ts';
import { sendFiles } from './send.ts';

export type UploadState = 'waiting' | 'sending' | 'storing' | 'taken' | 'failed';

/** One group of files on its way to the server, where it becomes one import. */
export class Upload {
  readonly key = newKey();
  readonly firstName: string;
  readonly fileCount: number;
  readonly totalBytes: number;

  state = $state<UploadState>('waiting');
  sentBytes = $state(0);
  error = $state.raw<ApiError | null>(null);
  /** The import that it became. */
  importId = $state<string | null>(null);

  readonly #calledOff = new AbortController();

  constructor(
    private files: readonly File[],
    private readonly restoreDeleted: boolean
  ) {
    this.firstName = files[0]?.name ?? '';
    this.fileCount = files.length;
    this.totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  }

  get isOver(): boolean {
    return this.state === 'taken' || this.state === 'failed';
  }

  /** Send it. Resolves when the server has it, or refused it, or it was called off. */
  async send(by: typeof sendFiles): Promise<void> {
    this.state = 'sending';
    this.error = null;
    this.sentBytes = 0;
    try {
      const batch = await by(this.files, {
        restoreDeleted: this.restoreDeleted,
        idempotencyKey: this.key,
        onprogress: (sent, total) => this.#progress(sent, total),
        signal: this.#calledOff.signal
      });
      this.importId = batch.id;
      this.state = 'taken';
      this.files = [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      this.state = 'failed';
    }
  }

  callOff(): void {
    this.#calledOff.abort();
  }

  #progress(sent: number, total: number): void {
    this.sentBytes = Math.min(sent, this.totalBytes);
    // All is sent, but the server answers only when everything is stored.
    if (sent >= total) this.state = 'storing';
  }
}

/** What is being uploaded, wherever in the app the athlete is. One request at a time: a second one would only share the line. */
export class Uploads {
  items = $state.raw<Upload[]>([]);
  #isWorking = false;

  constructor(private readonly by: typeof sendFiles = sendFiles) {}

  readonly open: Upload[] = $derived(this.items.filter((upload) => !upload.isOver));

  /** Upload files, in as many imports as their number and size ask for. */
  add(files: readonly File[], { restoreDeleted = false } = {}): void {
    const added = inGroups(files).map((group) => new Upload(group, restoreDeleted));
    for (const upload of added) {
      if (upload.totalBytes > LARGEST_REQUEST_BYTES) refuse(upload);
    }
    this.items = [...added, ...this.items];
    void this.#work();
  }

  /** Try one again that failed; what the server took already is not taken twice. */
  retry(upload: Upload): void {
    upload.state = 'waiting';
    void this.#work();
  }

  /** Take one off the list; one that is under way is called off, and the server keeps nothing of it. */
  remove(upload: Upload): void {
    upload.callOff();
    this.items = this.items.filter((one) => one !== upload);
  }

  /** Call all of them off and forget them. */
  clear(): void {
    for (const upload of this.items) upload.callOff();
    this.items = [];
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    addEventListener('beforeunload', warn);
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#send(next);
    } finally {
      this.#isWorking = false;
      removeEventListener('beforeunload', warn);
    }
  }

  async #send(upload: Upload): Promise<void> {
    try {
      await upload.send(this.by);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    }
  }

  #next(): Upload | undefined {
    return this.items.findLast((upload) => upload.state === 'waiting');
  }
}

function refuse(upload: Upload): void {
  upload.error = new ApiError(413, 'body_too_large', '');
  upload.state = 'failed';
}

/** Closing the page would end the upload; the browser asks first. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export const uploads = new Uploads();
