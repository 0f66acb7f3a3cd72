import { commands } from '../../server/app.ts'
import { code, head, table } from './page.ts'

const WORDS = `\`./penstock start\` runs the product; every other command does one thing and ends. Commands find the
database of the process that runs on the same data folder, or that of \`DATABASE_URL\`. Each takes
\`--json\` for programs and \`--help\`, and ends with 0 when it is done, 1 with a finding or a refusal,
and 2 when it was used wrongly. \`./penstock bench\` names what can be measured on this machine; \`load/README.md\`
says how.`

export function commandsPage(): string {
  const sections = commands
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, summary, options, help }) => {
      const rows = Object.entries(options).map(([option, { type }]) => [
        code(`--${option}${type === 'string' ? ' …' : ''}`),
        help?.[option] ?? '',
      ])
      const listed = rows.length > 0 ? `\n${table(['option', 'meaning'], rows)}\n` : ''
      return `## ${name}\n\n${summary}\n${listed}`
    })
  return `${head('Commands', 'the commands of server/app.ts', WORDS)}${sections.join('\n')}`
}
