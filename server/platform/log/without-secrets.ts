const HIDDEN = '[hidden]'

const anyOf = (parts: string[]) => new RegExp(parts.join('|'), 'i')

const WORDS = 'passw(or)?d|passphrase|pwd|secret|token|authorization|cookie|credential'
const SHORT_NAMES = 'pass|card|pan|cvv|cvc|otp|totp|pin|iban|dsn|csrf'

// Compared with names without their `-` and `_`, so that one word covers all spellings.
const SECRET_NAME = anyOf([
  WORDS,
  'apikey|privatekey|accesskey|cardnumber|cardno',
  `^(${SHORT_NAMES})$`,
])

/** Quickly sorts out the many lines that contain nothing suspicious. */
const SUSPICIOUS = anyOf([
  WORDS,
  'api[-_]?key|(private|access)[-_]?key|card[-_]?n|bearer|basic|eyJ',
  `"(${SHORT_NAMES})"`,
  String.raw`:\/\/[^\s"@/]*:[^\s"@/]*@`,
  String.raw`[?&;][\w-]*(key|sig|signature|code)=`,
  String.raw`[2-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}`,
])

/** Hides in a finished line every value that has the name of a secret or looks like one. */
export function withoutSecrets(line: string): string {
  if (!SUSPICIOUS.test(line)) return line
  try {
    return `${JSON.stringify(clean(JSON.parse(line)))}\n`
  } catch {
    return `${JSON.stringify({ level: 'error', msg: 'log.unreadable_line' })}\n`
  }
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number') return isCard(String(value)) ? HIDDEN : value
  if (Array.isArray(value)) return value.map(clean)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name, inner) ? HIDDEN : clean(inner),
    ]),
  )
}

/** Booleans and null reveal nothing, and help to find faults. */
const isSecret = (name: string, value: unknown): boolean =>
  value !== null && typeof value !== 'boolean' && SECRET_NAME.test(name.replaceAll(/[-_\s]/g, ''))

const RULES: [pattern: RegExp, replacement: string][] = [
  // Whole header lines inside of a text.
  [/((?:authorization|cookie)["'\s]*[:=]\s*)[^\n"']+/gi, `$1${HIDDEN}`],
  [/\b(Bearer)\s+[\w.~+/=-]{4,}/gi, `$1 ${HIDDEN}`],
  [/\b(Basic)\s+[A-Za-z0-9+/]{12,}={0,2}/g, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*/g, HIDDEN],
  [/(:\/\/[^\s:@/"']*):[^\s@/"']*@/g, `$1:${HIDDEN}@`],
  [
    /((?:pass(?:w\w*|phrase)?|pwd|secret|token|[-_ ]key)["']?\s*[:=]\s*["']?)[^"'\s,;&}]+/gi,
    `$1${HIDDEN}`,
  ],
  [/([?&;][\w-]*(?:key|sig|signature|code)=)[^&\s"']+/gi, `$1${HIDDEN}`],
]

const CARD = /\b(?:3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3,4})\b/g

function cleanText(text: string): string {
  const ruled = RULES.reduce((rest, [pattern, by]) => rest.replaceAll(pattern, by), text)
  return ruled.replaceAll(CARD, (digits) => (isCard(digits) ? HIDDEN : digits))
}

/** The check digit tells a card number from most order numbers of the same length. */
function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length < 15 || digits.length > 16) return false
  let sum = 0
  for (const [index, digit] of digits.split('').toReversed().entries()) {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
