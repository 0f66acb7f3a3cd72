import { expect, test } from 'vitest'
import { faultsOf } from './words/locale.ts'
import { wordsOf } from './words/source.ts'

const bareIn = (text: string) => wordsOf('page.tsx', text).bare.map((bare) => bare.text)
const keysIn = (text: string) => wordsOf('page.tsx', text).uses.map(({ key }) => key)

test.for<[rule: string, source: string, text: string]>([
  ['text in an element', '<p>Nothing here.</p>', 'Nothing here.'],
  ['a single word in an element', '<b>orders</b>', 'orders'],
  ['an attribute', '<Page title="Orders" />', 'Orders'],
  ['a table of words', `const WORDS = { open: 'Still open' }`, 'Still open'],
  ['a number of something', `const LIVES = ['30 days']`, '30 days'],
  ['a short word with an article', `const LIVES = ['A year']`, 'A year'],
  ['one word that is named as read', `const life = { label: 'days' }`, 'days'],
  ['a choice in an element', `<b>{isOn ? t('On') : 'off'}</b>`, 'off'],
  ['a word beside a value', 'const words = `${count} orders`', '… orders'],
])('%s is found when nobody says it through t()', ([, source, text]) => {
  expect(bareIn(source)).toEqual([text])
})

test.for<[rule: string, source: string]>([
  ['what goes through t()', `<p title={t('Orders')}>{t('Nothing here.')}</p>`],
  ['a sentence with parts', `<Sentence says="See <link>it</link>." parts={{ link: <a /> }} />`],
  [
    'classes, addresses and styles',
    `<a className="big red" style={{ border: '1px solid red' }} />`,
  ],
  ['names that are the same everywhere', `const BROWSERS = ['Firefox', 'Samsung Internet']`],
  ['codes that are compared', `const isOpen = state === 'Still open'`],
])('%s is left alone', ([, source]) => {
  expect(bareIn(source)).toEqual([])
})

test('keys are found in branches, in long sentences and with their context', () => {
  expect(keysIn(`t(isOn ? 'On' : 'Off')`)).toEqual(['On', 'Off'])
  expect(keysIn(`t('One half, ' + 'and the other.')`)).toEqual(['One half, and the other.'])
  expect(keysIn(`t('Open', { context: 'verb' })`)).toEqual(['Open_verb'])
  expect(keysIn(`plural(n, '{{count}} order', '{{count}} orders')`)).toEqual(['{{count}} orders'])
})

test('a language lacks no key, keeps none in vain, and fills the same blanks', () => {
  const { uses } = wordsOf('page.ts', `t('Hello {{name}}'); plural(n, 'One', '{{count}} of them')`)
  const words = { 'Hello {{name}}': 'नमस्ते', '{{count}} of them_one': 'एक', Old: 'पुराना' }
  expect(faultsOf('hi.json', words, uses)).toEqual([
    'hi.json: missing: "{{count}} of them_other"',
    'hi.json: nobody says: "Old"',
    'hi.json: other placeholders or tags than its key: "Hello {{name}}"',
  ])
})
