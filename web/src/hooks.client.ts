import type { HandleClientError } from '@sveltejs/kit/hooks';
import { ApiError } from '#lib/api/client.ts';

/** What the error page says: the API's own words and the request's id; a fault of ours goes to the console for who reports it. */
export const handleError: HandleClientError = ({ kind, error }) => {
  if (kind !== 'unknown') return;
  if (error instanceof ApiError) {
    return {
      status: error.status,
      message: error.message,
      code: error.code,
      id: error.requestId ?? undefined
    };
  }
  // eslint-disable-next-line no-console -- the only trace that a fault in the browser leaves
  console.error(error);
};
