import { expect, test } from 'vitest'
import { deviceOf } from './device.ts'

test.for<[userAgent: string, device: string]>([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/153.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/153.0 Safari/537.36 Edg/153.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0', 'Firefox on Android'],
  ['curl/8.9.0', 'curl'],
  ['my-script/1.0', 'my-script/1.0'],
  ['', 'Unknown device'],
])('%s is %s', ([userAgent, device]) => {
  expect(deviceOf(userAgent)).toBe(device)
})
