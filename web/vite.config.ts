import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './compress.ts'
import { withoutJsonSchema } from './trim-zod.ts'

/** So many pages must share a module: what fewer of them need would be a burden for the others. */
const MANY = 16
/** Only whoever opens a dialog needs it. */
const DIALOGS = /[\\/](Modal|ModalBase|react-remove-scroll)[\\/]|kit[\\/]confirm/

/** `npm start` builds once; with `vite web` the pages reload while they are written. */
export default defineConfig({
  plugins: [react(), withoutJsonSchema(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A data address in a style or an icon would ask for a weaker content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'baseline-widely-available',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The language waits for its words, which must not wait for anything beside it.
            { name: 'loader', test: /preload-helper|rolldown[\\/]runtime/, priority: 2 },
            { name: 'language', test: /web[\\/]kit[\\/]i18n\.ts$/, priority: 1 },
            // All of them are needed for the first page, and one file is smaller than twenty; the
            // frame of all pages as well, which nobody has to wait for a second time then.
            { name: 'routes', test: /web[\\/]admin[\\/].*(routes\.tsx?|shell[\\/]shell\.tsx)$/ },
            // What many pages share: in files of its own it was fifty more for the first page.
            { name: 'shared', test: (id) => !DIALOGS.test(id), minShareCount: MANY },
            { name: 'dialogs', test: DIALOGS, minShareCount: MANY },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/readyz', '/livez', '/docs', '/openapi.json'].map((path) => [
        path,
        process.env['PENSTOCK_URL'] ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
})
