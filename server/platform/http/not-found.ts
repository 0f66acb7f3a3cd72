import type { FastifyRequest } from 'fastify'
import type { Problem } from '../problem.ts'
import { HttpProblem } from './problems.ts'

export type Addresses = {
  add(method: string, template: string): void
  /** 405 for a known address with another method, else 404. */
  refusal(request: FastifyRequest): Problem
}

type Known = { pattern: RegExp; methods: Set<string> }

/** The addresses that exist. Used only when no route was found, so it need not be fast. */
export function createAddresses(): Addresses {
  const known = new Map<string, Known>()
  return {
    add(method, template) {
      // A route for everything below an address says nothing about which addresses exist.
      if (template.includes('*')) return
      const entry = known.get(template) ?? { pattern: patternOf(template), methods: new Set() }
      entry.methods.add(method)
      known.set(template, entry)
    },
    refusal(request) {
      const path = pathOf(request)
      const methods = [...known.values()]
        .filter(({ pattern }) => pattern.test(path))
        .flatMap((entry) => [...entry.methods])
      if (methods.length === 0 || methods.includes(request.method)) return HttpProblem.not_found()
      return HttpProblem.method_not_allowed({ allow: [...new Set(methods)].toSorted().join(', ') })
    },
  }
}

export const pathOf = (request: FastifyRequest): string => request.raw.url!.split('?', 1)[0]!

const patternOf = (template: string): RegExp => {
  const parts = template
    .split('/')
    .map((part) => (part.includes(':') ? '[^/]+' : part.replaceAll(SPECIAL, String.raw`\$&`)))
  return new RegExp(`^${parts.join('/')}$`)
}

const SPECIAL = /[$()*+.?[\\\]^{|}]/g
