import { ApiError } from './client.ts';

// How Chromium, Firefox and Safari put it, and Vite where it is the style of a part that is missing.
const NOT_ARRIVED = /dynamically imported module|importing a module|preload css/i;

/** A part of the app that is fetched when it is first wanted. Throws `ApiError` when it does not come. */
export async function arrived<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (error) {
    if (!(error instanceof Error) || !NOT_ARRIVED.test(error.message)) throw error;
    throw new ApiError(0, 'part_missing', error.message);
  }
}
