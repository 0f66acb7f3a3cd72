import { expect, test } from 'vitest'
import { explain, explainChange, sentence } from './explain.ts'
import { fieldFaults, NoAnswer, ProblemBody, ProblemError } from './problem.ts'

const problem = (status: number, body: unknown = {}) =>
  new ProblemError(status, ProblemBody.parse(body), 'from-header')

test.for<[rule: string, error: unknown, title: string]>([
  ['a server that is away', new NoAnswer({}), 'Penstock does not answer.'],
  ['a fault of ours', problem(500), 'Something went wrong on our side.'],
  ['a bug in the page', new TypeError('x is undefined'), 'Something went wrong on our side.'],
  ['too much at once', problem(503), 'Penstock is busy right now.'],
  ['too often', problem(429), 'That was too often.'],
  ['something that is gone', problem(404), 'This is not here.'],
  [
    'an address with a slip in it',
    problem(400, { errors: [{ pointer: '/path/orderId', detail: 'Invalid UUID' }] }),
    'This is not here.',
  ],
  ['a missing permission', problem(403), 'You may not do this.'],
  ['a refusal says its own words', problem(409, { detail: 'It was shipped.' }), 'It was shipped.'],
  [
    'an old page after an update',
    new TypeError('Failed to fetch dynamically imported module: /assets/x.js'),
    'This page is from an older version.',
  ],
])('%s', ([, error, title]) => {
  expect(explain(error).title).toBe(title)
})

test('nobody is told to wait for something that they must do again', () => {
  expect(explain(new NoAnswer({})).advice).toMatch(/tries again by itself/)
  expect(explainChange(new NoAnswer({})).advice).toMatch(/then try again/)
  expect(explainChange(problem(409, { detail: 'It was shipped.' })).title).toBe('It was shipped.')
})

test('nobody is told to do again what may have been done', () => {
  for (const code of ['took_too_long', 'outcome_unknown']) {
    const error = problem(503, { code, requestId: 'id' })
    expect(explainChange(error)).toMatchObject({ canRetry: false, requestId: 'id' })
    expect(explainChange(error).advice).toMatch(/^Look whether/)
    expect(sentence(error)).toMatch(/not certain/)
  }
  expect(explainChange(problem(503, { code: 'overloaded' })).canRetry).toBe(true)
})

test('what helps to find a request is kept, wherever the server has put it', () => {
  expect(explain(problem(500, { requestId: 'from-body' })).requestId).toBe('from-body')
  expect(explain(problem(500)).requestId).toBe('from-header')
})

test('a body that is no problem at all is still explained', () => {
  expect(explain(problem(502, '<html>Bad gateway</html>')).title).toMatch(/our side/)
})

test('one sentence never shows the inside of the server', () => {
  expect(sentence(problem(500, { detail: 'relation "users" does not exist' }))).not.toMatch(/users/)
})

test('the fault of a field finds its field', () => {
  const errors = [
    { pointer: '/body/email', detail: 'Not an e-mail.' },
    { pointer: '/lines/0/sku', detail: 'Unknown.' },
  ]
  expect(fieldFaults(problem(400, { errors }))).toEqual({
    email: 'Not an e-mail.',
    'lines.0.sku': 'Unknown.',
  })
  expect(fieldFaults(new Error('other'))).toEqual({})
})
