import { expect, test } from 'vitest'
import { verdictOf } from './audit.ts'
import { licenceFaults } from './licences.ts'
import { lockFaults } from './lock.ts'

const digest = { integrity: 'sha512-x' }

test('a lock without a package for another system is not complete', () => {
  const tool = { ...digest, optionalDependencies: { 'tool-linux': '1', 'tool-mac': '1' } }
  const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/tool-linux': digest }

  expect(lockFaults(packages)).toEqual([
    'tool-mac, an optional dependency of node_modules/tool, is missing',
  ])
  expect(lockFaults({ ...packages, 'node_modules/tool-mac': digest })).toEqual([])
  expect(lockFaults({ ...packages, 'node_modules/tool/node_modules/tool-mac': digest })).toEqual([])
})

test('a lock names no addresses, and a digest for everything', () => {
  const packages = { '': {}, 'node_modules/a': { resolved: 'https://x/a.tgz' } }

  expect(lockFaults(packages)).toEqual([
    'node_modules/a names the address https://x/a.tgz',
    'node_modules/a has no digest',
  ])
})

test.for<[expression: string, isFree: boolean]>([
  ['MIT', true],
  ['(MIT OR CC0-1.0)', true],
  ['(GPL-3.0 OR MIT)', true],
  ['(MIT AND BSD-3-Clause)', true],
  ['(MIT AND GPL-3.0)', false],
  ['AGPL-3.0', false],
  ['BUSL-1.1', false],
  ['UNKNOWN', false],
  ['MIT*', false],
])('%s may be passed on: %s', ([expression, isFree]) => {
  expect(licenceFaults({ it: expression })).toHaveLength(isFree ? 0 : 1)
})

test('a grave weakness fails the audit, a slight one does not', () => {
  const audit = (severity: string) =>
    verdictOf({ vulnerabilities: { leaky: { severity, range: '<2' } } })

  expect(audit('critical')).toEqual({ words: 'leaky <2: critical', passes: false })
  expect(audit('high').passes).toBe(false)
  expect(audit('moderate').passes).toBe(true)
})

test('a source that does not audit is named and does not fail', () => {
  const { words, passes } = verdictOf({ message: '405 Method Not Allowed' })

  expect(passes).toBe(true)
  expect(words).toContain('405 Method Not Allowed')
})
