import { ApiError, errorFrom } from '#lib/api/client.ts';
import type { Batch } from '#lib/live/live.svelte.ts';

export interface Sending {
  restoreDeleted: boolean;
  /** The same for every attempt of one upload, so that a repeated one is not imported twice. */
  idempotencyKey: string;
  /** Told again and again, with the bytes sent so far and all there are. */
  onprogress: (sentBytes: number, totalBytes: number) => void;
  signal: AbortSignal;
}

/**
 * Send files as one import. Not by `fetch`, which does not tell how much of a body has been sent; the browser reads the files from
 * disk while it sends them. Throws `ApiError`, and `DOMException(AbortError)` when it was called off.
 */
export function sendFiles(files: readonly File[], sending: Sending): Promise<Batch> {
  const form = new FormData();
  if (sending.restoreDeleted) form.append('restore_deleted', 'true');
  for (const file of files) form.append('files', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/imports');
    request.responseType = 'json';
    request.setRequestHeader('x-paceline-request', '1');
    request.setRequestHeader('idempotency-key', sending.idempotencyKey);
    request.upload.onprogress = (event) => sending.onprogress(event.loaded, event.total);
    request.onload = () => {
      const { status, statusText, response } = request;
      if (status === 202) resolve(response as Batch);
      else reject(errorFrom(status, response, statusText, request.getResponseHeader('x-request-id')));
    };
    request.onerror = () => reject(new ApiError(0, 'offline', 'Paceline cannot be reached.'));
    request.onabort = () => reject(new DOMException('Called off.', 'AbortError'));
    sending.signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
