import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

function faultsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((fault) => fault.split(':')[0]!)
    throw error
  }
  return []
}

const SAFE = {
  PENSTOCK_PROFILE: 'production',
  PENSTOCK_DEMO: 'off',
  PENSTOCK_PUBLIC_URL: 'https://orders.example',
  PENSTOCK_SECRET_KEYS: `first:${'A'.repeat(43)}=`,
}

test('every fault is named at once: values, rules of production, and names that are misspelt', () => {
  const wrong = {
    ...{ PENSTOCK_PROFILE: 'production', PENSTOCK_HTP_PORT: '1', PENSTOCK_RATE_LIMITS: 'off' },
    ...{ PENSTOCK_DATABASE_POOL_MAX: '1', PENSTOCK_PUBLIC_URL: 'http://orders.example' },
  }
  expect(faultsOf(wrong).toSorted()).toEqual([
    'PENSTOCK_DATABASE_POOL_MAX',
    'PENSTOCK_DEMO',
    'PENSTOCK_HTP_PORT',
    'PENSTOCK_PUBLIC_URL',
    'PENSTOCK_RATE_LIMITS',
    'PENSTOCK_SECRET_KEYS',
  ])
})

test('what cannot be read is one fault, and what is empty is not set', () => {
  expect(faultsOf(SAFE)).toEqual([])
  expect(faultsOf({ ...SAFE, PENSTOCK_SECRET_KEYS: 'x' })).toEqual(['PENSTOCK_SECRET_KEYS'])
  expect(faultsOf({ ...SAFE, REDIS_URL: '', PENSTOCK_TRUSTED_PROXIES: '' })).toEqual([])
})

test('what is only convenient on a laptop is one there', () => {
  const laptop = { PENSTOCK_RATE_LIMITS: 'off', PENSTOCK_PUBLIC_URL: 'http://orders.example' }
  expect(faultsOf({ ...laptop, PENSTOCK_PROFILE: 'staging' })).toEqual([])
})
