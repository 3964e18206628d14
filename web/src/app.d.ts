import type { ApiError } from '#lib/api/client.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
      code?: string;
      id?: string | undefined;
    }
  }
}

export type { ApiError };
