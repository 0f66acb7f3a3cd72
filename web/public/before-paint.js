// Our policy for scripts forbids `eval`, so zod must not even try to compile its checks.
globalThis.__zod_globalConfig = { jitless: true }

const chosen = localStorage.getItem('penstock-color-scheme')
const dark =
  chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
