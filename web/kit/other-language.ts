import i18next from 'i18next'

/*
 * Imports nothing of the portal: its first module waits for this one, and must not be waited for.
 */

const language = globalThis.document?.documentElement.lang ?? 'en'

/** Without the files the page is there all the same, in English. */
async function wordsOf(): Promise<Record<string, string>> {
  if (language !== 'hi') return {}
  const [own, server] = await Promise.all([
    import('../locales/hi.json', { with: { type: 'json' } }),
    import('../locales/hi.server.json', { with: { type: 'json' } }),
  ])
  return { ...own.default, ...server.default }
}

await i18next.init({
  lng: language,
  fallbackLng: false,
  resources: { [language]: { translation: await wordsOf().catch(() => ({})) } },
  // The keys are sentences, with all that sentences have in them.
  keySeparator: false,
  nsSeparator: false,
  // React escapes.
  interpolation: { escapeValue: false },
})

export const i18n = i18next
