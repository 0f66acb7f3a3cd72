import type { Command } from '#platform/command.ts'
import { migrate } from '#platform/migrate.ts'

export const databaseCommands: Command[] = [
  {
    name: 'db url',
    summary: 'Print the address of the database in use, for psql and checks by SQL',
    options: {},
    asItIs: true,
    run: async ({ directUrl }) => ({ json: { url: directUrl }, text: directUrl }),
  },
  {
    name: 'migrate',
    summary: 'Bring the database to this release; a start does it as well',
    options: {},
    asItIs: true,
    run: async ({ directUrl }) => {
      const applied = await migrate(directUrl)
      const words = applied.length === 0 ? 'The database is up to date.' : applied.join('\n')
      return { json: { applied }, text: words }
    },
  },
]
