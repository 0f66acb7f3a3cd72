import { z } from 'zod'
import { entries } from '#platform/config-entries.ts'
import { code, head, table } from './page.ts'

type Setting = {
  env: string
  help: string
  standard: string
  values: string
  isSecret: boolean
  mayReload: boolean
}

const WORDS = `Settings are environment variables, read once at the start; every fault is named at once, and
the program ends with code 78. Each may also be given as a file: \`NAME_FILE=/run/secrets/name\`
is read when \`NAME\` itself is not set. Those marked _reload_ are read again at SIGHUP; all others
need a restart. Those marked _secret_ never appear in the log. What changes while running, for each
org, are not these but the settings of the API and \`./penstock settings\`.`

export function configurationPage(): string {
  const rows = settings().map(({ env, standard, values, help, ...marks }) => [
    code(env),
    standard && code(standard),
    values,
    help,
    [marks.isSecret && '_secret_', marks.mayReload && '_reload_'].filter(Boolean).join(', '),
  ])
  const titles = ['name', 'default', 'values', 'meaning', '']
  return `${head('Configuration', 'server/platform/config-entries.ts', WORDS)}${table(titles, rows)}\n`
}

export function environmentExample(): string {
  const lines = settings().map(({ env, help, standard, mayReload, isSecret }) => {
    const marks = `${isSecret ? ` Secret: better ${env}_FILE.` : ''}${mayReload ? ' SIGHUP.' : ''}`
    return `# ${help}${marks}\n# ${env}=${standard}\n`
  })
  const words = [
    '# Made from server/platform/config-entries.ts by tools/reference.ts. Do not edit it here;',
    '# copy it to .env and take the # away from what you set. All values shown are the defaults.',
  ]
  return `${words.join('\n')}\n\n${lines.join('\n')}`
}

function settings(): Setting[] {
  return Object.values(entries).map((entry) => {
    const { env, help, schema } = entry
    const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    return {
      env,
      help,
      standard: textOf(shape.default ?? schema.safeParse(undefined).data),
      values: valuesOf(shape),
      isSecret: 'secret' in entry,
      mayReload: 'reload' in entry,
    }
  })
}

/** The value as an operator would write it. */
function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return Array.isArray(value) ? value.join() : `${(value ?? '') as string | number}`
}

function valuesOf({ enum: choices, type, minimum, maximum, format }: z.core.JSONSchema.BaseSchema) {
  if (choices) return choices.map((choice) => code(String(choice))).join(', ')
  if (type === 'integer') return `${minimum} to ${maximum}`
  return format === 'uri' ? 'an address' : 'text'
}
