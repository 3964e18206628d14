import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// The program that answers /api while the development server serves the app.
const backend = process.env.PACELINE_DEV_BACKEND ?? 'http://127.0.0.1:8000';

/**
 * SvelteKit hides its announcer of pages with a style attribute, which our content security policy refuses. `base.css` hides it
 * instead; without this the browser reports a violation on every page.
 */
const withoutStyleAttribute: Plugin = {
  name: 'paceline:announcer-without-style-attribute',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/kit/src/runtime/components/root.svelte')) return undefined;
    if (!code.includes('style="'))
      throw new Error('The announcer has no style attribute any more: remove this plugin.');
    return { code: code.replace(/\sstyle="[^"]*"/, ''), map: null };
  }
};

export default defineConfig({
  plugins: [
    withoutStyleAttribute,
    tailwindcss(),
    sveltekit({
      adapter: adapter({ pages: '../src/paceline/_web', fallback: 'index.html', precompress: true }),
      // Registered by our own code, which asks before a new version takes over.
      serviceWorker: { register: false }
    })
  ],
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 1200,
    // How long plugins take says nothing about the app, and on a busy machine it is said at every build.
    rolldownOptions: { checks: { pluginTimings: false } }
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                // The page sets it before anything that reads it is evaluated: among what is shared it would come too late, and the app,
                // without its version, would begin anew for ever.
                { name: 'payload', test: /runtime[\\/]client[\\/]payload\.js$/, priority: 1 },
                // What many screens share is one file: in files of its own it would be fifty requests more a screen, and pack worse.
                { name: 'shared', minShareCount: 6 }
              ]
            }
          }
        }
      }
    }
  },
  server: { proxy: { '/api': backend } },
  // Vitest resolves Svelte's browser build, or components cannot mount.
  ...(process.env.VITEST ? { resolve: { conditions: ['browser'] } } : {}),
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    onConsoleLog: () => {
      throw new Error('A test may not write to the console.');
    }
  }
});
