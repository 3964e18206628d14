import createClient, { type Middleware } from 'openapi-fetch';
import { network } from '#lib/offline/network.svelte.ts';
import { ended } from '#lib/session/ended.svelte.ts';
import { KEEP_FOR, keptFor, SAVED_AT } from '#lib/session/offline.ts';
import { noteTag } from './revision.ts';
import type { paths } from './schema.d.ts';

/** What went wrong, by the code that the API keeps stable. Screens branch on `code`, never on text. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Names the request in the server's log. */
    readonly requestId: string | null = null,
    readonly fields: readonly FieldProblem[] = [],
    /** What else the API says of it, such as the ids that stand in the way. */
    readonly details: Readonly<Record<string, unknown>> = {}
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The server could not be reached at all. */
  get isOffline(): boolean {
    return this.status === 0;
  }

  /** How long the API asks to wait before another try; null when it asks for nothing. */
  get retryAfterS(): number | null {
    const seconds = Number(this.details.retry_after_s ?? NaN);
    return Number.isFinite(seconds) ? seconds : null;
  }
}

/** One field of a refused form. */
export interface FieldProblem {
  field: string;
  message: string;
}

const UNAUTHORIZED = 401;
const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const asOurs: Middleware = {
  onRequest({ request }) {
    if (CHANGING.has(request.method)) request.headers.set('x-paceline-request', '1');
    if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', newKey());
    }
    const athlete = request.method === 'GET' ? keptFor() : null;
    if (athlete !== null) request.headers.set(KEEP_FOR, athlete);
    return request;
  },
  onResponse({ response }) {
    network.took(response.headers.get(SAVED_AT));
    noteTag(response.headers.get('etag'));
  },
  onError() {
    return new ApiError(0, 'offline', 'Paceline cannot be reached.');
  }
};

/** Random enough to be like no other. `crypto.randomUUID` is missing where a page came over plain http from another machine. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')
  ).join('');
}

/** The API, typed by its document. Wrap each call in `read`, which gives the answer or throws an `ApiError`. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });
api.use(asOurs);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of an answer. Throws `ApiError` when the API refused or could not be reached. */
export function read<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = bodyOf(call);
  // A load function hands its promise to a region that is not there yet: until it is, a refusal is nobody's fault to report. Whoever
  // awaits the answer still gets it.
  answer.catch(() => undefined);
  return answer;
}

async function bodyOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw errorOf(response, error);
  return data as T;
}

function errorOf(response: Response, body: unknown): ApiError {
  const wait = response.headers.get('retry-after');
  const told = wait !== null && typeof body === 'object' ? { ...body, retry_after_s: wait } : body;
  return errorFrom(response.status, told, response.statusText, response.headers.get('x-request-id'));
}

/**
 * The error that an answer's body tells of; for who cannot use `read`, as an upload that shows how far it is. A refused sign-in is
 * noted for the page, whichever of its parts asked.
 */
export function errorFrom(
  status: number,
  body: unknown,
  otherwise: string,
  requestId: string | null
): ApiError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const { code, title, fields, ...details } = problem;
  if (status === UNAUTHORIZED && code !== 'credentials_wrong') ended.is = true;
  return new ApiError(
    status,
    typeof code === 'string' ? code : 'unexpected_answer',
    typeof title === 'string' ? title : otherwise,
    requestId,
    Array.isArray(fields) ? fields.map(fieldProblem) : [],
    details
  );
}

function fieldProblem(raw: unknown): FieldProblem {
  const entry = raw as Record<string, unknown>;
  return { field: String(entry.field ?? entry.loc ?? ''), message: String(entry.message ?? entry.msg ?? '') };
}
