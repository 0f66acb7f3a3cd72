import { fromServer, number, t } from './i18n.ts'

type Reading = [sign: RegExp, words: (found: string) => string]

/**
 * What schemas say follows the name of a value (`#platform/plainly.ts`). Beside a field it is a
 * sentence of its own, in the language of the page. What a module says itself is said with
 * its words.
 */
const READINGS: readonly Reading[] = [
  [/^is missing\b|^must (?:be .*, not null|not be empty)$/, () => t('This is needed.')],
  [/^must have at least 1 entry$/, () => t('Choose at least one.')],
  [
    /^must have at least (\d+) characters?$/,
    (least) => t('Must have at least {{least}} characters.', { least }),
  ],
  [
    /^must have at most (\d+) characters?$/,
    (most) => t('Must have at most {{most}} characters.', { most }),
  ],
  [/^must be at least (-?[\d.]+)$/, (least) => t('Must be {{least}} or more.', { least })],
  [/^must be more than (-?[\d.]+)$/, (limit) => t('Must be more than {{limit}}.', { limit })],
  [/^must be at most (-?[\d.]+)$/, (most) => t('Must be {{most}} or less.', { most })],
  [/^must have at most (\d+) entr/, (most) => t('Must be at most {{most}}.', { most })],
  [/^must be a whole number$/, () => t('Must be a whole number.')],
  [/^must be a number$/, () => t('Must be a number.')],
  [/^must be an e-mail address$/, () => t('Must be an e-mail address.')],
  [
    /^must be a web address \(URL\)/,
    () => t('Must be a web address (URL), such as https://example.com.'),
  ],
  [
    /^must be a day(?: and a time)? that exists?\b/,
    () => t('Must be a day and a time that exist.'),
  ],
  [/^must be one of\b/, () => t('Choose one of the list.')],
  [/^must (?:match|be of another kind)\b/, () => t('This cannot be read.')],
]

/** Why a value was refused, for whoever has typed it. */
export function faultWords(detail: string): string {
  for (const [sign, words] of READINGS) {
    const found = sign.exec(detail)
    if (found) return words(found[1] === undefined ? '' : number(Number(found[1])))
  }
  const said = fromServer(detail)
  return said.startsWith('must ') ? `M${said.slice(1)}.` : said
}
