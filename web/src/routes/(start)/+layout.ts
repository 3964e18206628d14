// Only who is signed in comes in, as everywhere in the app.
export { load } from '../(app)/+layout.ts';
