import { expect, test } from 'vitest'
import { awsSignature } from './aws-signature.ts'

const KEY = {
  ...{ id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  ...{ region: 'us-east-1', service: 'service' },
}
const NOW = new Date('2015-08-30T12:36:00Z')

// Of the suite that AWS publishes for whoever writes this anew.
test.for<[name: string, method: string, path: string, signature: string]>([
  ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    ...(['get-vanilla-query-order-key-case', 'GET', '/?Param2=value2&Param1=value1'] as const),
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
])('%s of AWS is signed as AWS does', ([, method, path, signature]) => {
  const url = `https://example.amazonaws.com${path}`
  const signed = awsSignature({ method, url, headers: {}, body: '' }, KEY, NOW)
  expect(signed).toEqual({
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
      `SignedHeaders=host;x-amz-date, Signature=${signature}`,
  })
})
