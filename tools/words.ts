import { globSync, readFileSync } from 'node:fs'
import { literalsOf, wordsOf, type Use } from './words/source.ts'
import { faultsOf, type Words } from './words/locale.ts'

/** The languages besides English, whose sentences are the keys. */
const LANGUAGES = ['hi']

/** Colours, fonts and measures: texts in it are meant for the browser. */
const MEASURES = 'web/kit/theme.ts'

function check(): string[] {
  const faults: string[] = []
  const uses: Use[] = []
  for (const file of globSync('web/{admin,kit}/**/*.{ts,tsx}').toSorted()) {
    if (file.includes('.test.')) continue
    const text = readFileSync(file, 'utf8')
    const found = wordsOf(file, text)
    uses.push(...found.uses)
    for (const { text: words, at } of file === MEASURES ? [] : found.bare) {
      faults.push(`${file}:${lineAt(text, at)}: say it through t(): "${words}"`)
    }
  }
  for (const language of LANGUAGES) {
    const words = read(`web/locales/${language}.json`)
    faults.push(...faultsOf(`web/locales/${language}.json`, words, uses))
    faults.push(...serverFaults(`web/locales/${language}.server.json`))
  }
  return faults
}

/**
 * Checks sentences that the server sends. They are sent as they are written in its source, so each
 * must be found there, and every language must translate those that people read: refusals and the
 * help of settings.
 */
function serverFaults(file: string): string[] {
  const words = read(file)
  const [said, shown] = [new Set<string>(), new Set<string>()]
  for (const source of globSync('server/**/*.ts', { exclude: ['**/*.test.ts'] })) {
    for (const text of literalsOf(source, readFileSync(source, 'utf8'))) {
      said.add(text)
      if (SHOWN.test(source) && /^\p{Lu}[^]* [^]*\.$/u.test(text)) shown.add(text)
    }
  }
  const gone = Object.keys(words).filter((text) => !said.has(text))
  const missing = [...shown].filter((text) => !words[text])
  return [
    ...gone.map((text) => `${file}: the server does not say this any more: "${text}"`),
    ...missing.map((text) => `${file}: missing: "${text}"`),
  ]
}

/** Files of modules that contain only texts that the portal shows. */
const SHOWN = /^server\/modules\/\w+\/(?:\w+\/)?(?:checks|problems|settings|shop|permissions)\.ts$/

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Words

const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length

const faults = check()
console.log(faults.join('\n') || 'every word is there in every language')
process.exitCode = faults.length > 0 ? 1 : 0
