import type { Plugin } from 'vite'

const PARTS = /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/
const EXPORTED = /^export (?:const|function) (\w+)/gm

/**
 * The pages check answers with zod. That its types can also write JSON Schema, of which the server
 * makes the OpenAPI, hangs on each type, so no bundler finds out that nobody asks for it here.
 */
export const withoutJsonSchema = (): Plugin => ({
  name: 'zod-without-json-schema',
  transform: {
    filter: { id: PARTS },
    handler: (code) => {
      const names = [...code.matchAll(EXPORTED)].map(([, name]) => name)
      const refuse = `const refuse = () => { throw new Error('The pages write no JSON Schema.') }`
      return [refuse, ...names.map((name) => `export const ${name} = () => refuse`)].join('\n')
    },
  },
})
