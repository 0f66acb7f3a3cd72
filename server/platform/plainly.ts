import type { z } from 'zod'

type Issue = z.core.$ZodRawIssue

/**
 * What is wrong with a value, as it follows the name of the value: "/lines/0/sku is missing",
 * "--limit must be at most 200". A schema that says it in words of its own comes first.
 */
export const PLAINLY = { error: wordsOf }

function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue)
    case 'too_small':
      return leastWords(issue)
    case 'too_big':
      return mostWords(issue)
    case 'invalid_format':
      return formatWords(issue)
    case 'invalid_value':
      return choiceWords(issue.values, issue.input)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `has fields that are not known: ${issue.keys.join(', ')}`
    case 'invalid_key':
      return 'has a name that it must not have'
    case 'invalid_union':
      return kindWords(issue)
    case 'invalid_element':
    case 'custom':
      return 'is not as it must be'
  }
}

const TYPES: Record<string, string> = {
  ...{ string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false' },
  ...{ array: 'a list', tuple: 'a list', object: 'an object', record: 'an object' },
}

function typeWords({ expected, input }: Issue & { code: 'invalid_type' }): string {
  if (input === undefined) return 'is missing'
  return `must be ${TYPES[expected] ?? expected}${input === null ? ', not null' : ''}`
}

const UNITS: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

/** In what the length of a value of this kind is counted; a number has none. */
const unitOf = (kind: string, count: number | bigint): string | undefined =>
  UNITS[kind]?.[Number(count) === 1 ? 0 : 1]

function leastWords({ origin, minimum, inclusive }: Issue & { code: 'too_small' }): string {
  const unit = unitOf(origin, minimum)
  if (!unit) return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`
  const isText = origin === 'string'
  return isText && Number(minimum) === 1
    ? 'must not be empty'
    : `must have at least ${minimum} ${unit}`
}

function mostWords({ origin, maximum, inclusive }: Issue & { code: 'too_big' }): string {
  const unit = unitOf(origin, maximum)
  if (!unit) return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`
  return `must have at most ${maximum} ${unit}`
}

const FORMATS: Record<string, string> = {
  ...{ email: 'an e-mail address', uuid: 'an id, which is a UUID' },
  url: 'a web address (URL), such as https://example.com',
  datetime: 'a day and a time that exist, such as 2026-01-31T12:00:00Z',
  date: 'a day that exists, such as 2026-01-31',
}

function formatWords(issue: Issue & { code: 'invalid_format' }): string {
  if (issue.format === 'regex') return `must match ${String(issue['pattern'])}`
  if (issue.format === 'starts_with') return `must start with ${String(issue['prefix'])}`
  if (issue.format === 'ends_with') return `must end with ${String(issue['suffix'])}`
  return `must be ${FORMATS[issue.format] ?? issue.format}`
}

/** Of objects of several kinds, one field says of which kind it is. */
function kindWords({ options }: Issue & { code: 'invalid_union'; options?: unknown }): string {
  return Array.isArray(options) ? choiceWords(options, null) : 'must be of another kind'
}

function choiceWords(values: readonly unknown[], input: unknown): string {
  const all = values.join(', ')
  const words = values.length === 1 ? `must be ${all}` : `must be one of ${all}`
  return input === undefined ? `is missing: ${words}` : words
}
