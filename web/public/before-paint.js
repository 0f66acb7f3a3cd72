// Our policy for scripts forbids `eval`, so zod must not even try to compile its checks.
globalThis.__zod_globalConfig = { jitless: true }

// Whoever chose a language gets it; whoever comes for the first time gets the browser's.
const languages = ['en', 'hi']
const spoken = navigator.languages.map((tag) => tag.split('-')[0])
const wanted = [localStorage.getItem('penstock-language'), ...spoken]
document.documentElement.lang = wanted.find((tag) => languages.includes(tag)) ?? 'en'

const chosen = localStorage.getItem('penstock-color-scheme')
const dark =
  chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
