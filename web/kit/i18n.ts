/** The languages of the portal, each by the name that its speakers give it. */
export const LANGUAGES = { en: 'English', hi: 'हिन्दी' } as const

export type Language = keyof typeof LANGUAGES

export const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGES, code)

const KEY = 'penstock-language'
const CHOSEN_KEY = 'penstock-language-chosen'

/**
 * `before-paint.js` has decided it. It stays for as long as the page is loaded, and the words are
 * there before any module that says them runs: so what is said may stand in constants too.
 */
export const language: Language = globalThis.document?.documentElement.lang === 'hi' ? 'hi' : 'en'

/** Sets the language of this browser, and loads the page again with it. */
export function speak(wanted: Language): void {
  localStorage.setItem(KEY, wanted)
  location.reload()
}

/** Before the sign-in nobody knows whose choice it is, so it is kept until then. */
export function speakBeforeSignIn(wanted: Language): void {
  sessionStorage.setItem(CHOSEN_KEY, wanted)
  speak(wanted)
}

/** What was chosen at the sign-in, once: it becomes the choice of whoever has signed in. */
export function takeChosenLanguage(): string | undefined {
  const chosen = sessionStorage.getItem(CHOSEN_KEY) ?? undefined
  sessionStorage.removeItem(CHOSEN_KEY)
  return chosen
}

let locale = language === 'hi' ? 'hi-IN' : localeOfBrowser()

/** A browser that takes it from its machine may say "en-US@posix", with which nothing is written. */
function localeOfBrowser(): string {
  try {
    return new Intl.Locale(globalThis.navigator.language).toString()
  } catch {
    return 'en'
  }
}

/** The way of writing numbers and dates: of the language, as it is done where the shop is. */
export const currentLocale = (): string => locale

/** Said by the shop as soon as it is known, such as `IN`. */
export function writeAsIn(region: string): string {
  locale = new Intl.Locale(language, { region }).toString()
  return locale
}

export type Values = Readonly<Record<string, string | number>>

/**
 * English is what the source says already, so whoever reads English does not load what looks up
 * and inflects the words of other languages: 16 KB less before the first page.
 */
const other = language === 'en' ? undefined : (await import('./other-language.ts')).i18n

/** The sentence in the language of the page. The English sentence is the key. */
export const t = (sentence: string, values: Values = {}): string =>
  other ? other.t(sentence, { ...values, replace: written(values) }) : filled(sentence, values)

/** Each language has its own forms; English gives its two here, of which the second is the key. */
export function plural(count: number, one: string, many: string, values: Values = {}): string {
  const given = { ...values, count }
  if (other) return other.t(many, { ...given, replace: written(given) })
  return filled(count === 1 ? one : many, given)
}

/** Words that the server sends as they stand in its source; what it composes stays as sent. */
export const fromServer = (text: string): string =>
  other?.t(text, { skipInterpolation: true }) ?? text

/** As it is written where the shop is: 12,34,567 in India. */
export const number = (value: number): string => value.toLocaleString(locale)

/** By how much something differs: "+12", "-3", and 0 without a sign. */
export const signed = (difference: number): string =>
  difference.toLocaleString(locale, { signDisplay: 'exceptZero' })

/** "20+" where there are more than were counted. */
export const atLeast = (count: number, isAll: boolean): string =>
  `${number(count)}${isAll ? '' : '+'}`

const written = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? number(value) : value,
    ]),
  )

/** The sentence of the language with its blanks, for whoever fills them piece by piece. */
export const pattern = (sentence: string): string => fromServer(sentence)

export function filled(sentence: string, values: Values): string {
  const texts = written(values)
  return sentence.replaceAll(/\{\{(\w+)\}\}/g, (blank, name: string) => texts[name] ?? blank)
}
