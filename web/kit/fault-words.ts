import { fromServer, t } from './i18n.ts'

type Reading = [sign: RegExp, words: (found: string) => string]

/**
 * What the schemas of the server say about a value is meant for programmers. A sentence that a
 * module has written itself is said as it stands.
 */
const READINGS: readonly Reading[] = [
  [/^Too small: expected string to have >=1 characters$/, () => t('This is needed.')],
  [/^Too small: expected array to have >=1 items$/, () => t('Choose at least one.')],
  [
    /^Too small: expected string to have >=(\d+) characters$/,
    (least) => t('Must have at least {{least}} characters.', { least }),
  ],
  [
    /^Too big: expected string to have <=(\d+) characters$/,
    (most) => t('Must have at most {{most}} characters.', { most }),
  ],
  [
    /^Too small: expected \w+ to be >=(-?[\d.]+)$/,
    (least) => t('Must be {{least}} or more.', { least }),
  ],
  [
    /^Too small: expected \w+ to be >(-?[\d.]+)$/,
    (limit) => t('Must be more than {{limit}}.', { limit }),
  ],
  [
    /^Too big: expected \w+ to be <=?(-?[\d.]+)$/,
    (most) => t('Must be {{most}} or less.', { most }),
  ],
  [
    /^Too big: expected array to have <=(\d+) items$/,
    (most) => t('Must be at most {{most}}.', { most }),
  ],
  [/^Invalid input: expected \w+, received (?:undefined|null)$/, () => t('This is needed.')],
  [/^Invalid input: expected int\b/, () => t('Must be a whole number.')],
  [/^Invalid input: expected number\b/, () => t('Must be a number.')],
  [/^Invalid email address$/, () => t('Must be an e-mail address.')],
  [/^Invalid URL$/, () => t('Must be a web address (URL), such as https://example.com.')],
  [/^Invalid ISO date/, () => t('Must be a day and a time that exist.')],
  [/^Invalid option\b/, () => t('Choose one of the list.')],
  [/^Invalid (?:input|string)\b/, () => t('This cannot be read.')],
]

/** Why a value was refused, for whoever has typed it. */
export function faultWords(detail: string): string {
  for (const [sign, words] of READINGS) {
    const found = sign.exec(detail)
    if (found) return words(found[1] ?? '')
  }
  return fromServer(detail)
}
