import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'
import { code, head, table } from './page.ts'

type Column = {
  table: string
  name: string
  type: string
  needed: boolean
  standard: string | null
}
type Rule = {
  table: string
  name: string
  text: string
  to: string | null
}
type Index = { table: string; text: string }
type Catalog = { columns: Column[]; rules: Rule[]; indexes: Index[] }

const WORDS = `Every table that belongs to an org has \`org_id\` first in its primary key. The queue has tables of
its own in the schema \`penstock_jobs\`, which pg-boss makes. Months of partitioned tables are left
out. In the picture a full line is a foreign key and a dotted one is a column that names a row of
the other table without one; \`org_id\` is left out, as every line would carry it.`

/**
 * Describes the tables of a migrated database, in the order of the migrations and with their
 * reasons.
 */
export async function schemaPage(client: pg.Client): Promise<string> {
  const catalog = await readCatalog(client)
  const sections = migrations().map(({ file, why, tables }) => {
    const known = tables.filter((name) => catalog.columns.some((column) => column.table === name))
    if (known.length === 0) return ''
    const text = known.map((name) => tableSection(name, catalog)).join('\n')
    return `## ${file.slice(5, -4).replaceAll('_', ' ')}\n\n${why}\n\n${text}`
  })
  const picture = `\`\`\`mermaid\nerDiagram\n${linksOf(catalog).join('\n')}\n\`\`\``
  const body = [picture, ...sections.filter(Boolean)].join('\n\n')
  return `${head('Tables', 'server/migrations', WORDS)}${body}\n`
}

const FOLDER = 'server/migrations'

function migrations(): { file: string; why: string; tables: string[] }[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
  return files.toSorted().map((file) => {
    const text = readFileSync(`${FOLDER}/${file}`, 'utf8')
    const why = /^-- Why: (.*(?:\n-- {3}.*)*)/m.exec(text)?.[1] ?? ''
    const tables = [...text.matchAll(/^create (?:unlogged )?table (\w+)/gm)].map(
      ([, name]) => name!,
    )
    return { file, why: sentence(why.replaceAll(/\n-- {3}/g, ' ')), tables }
  })
}

const sentence = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1)

function tableSection(name: string, { columns, rules, indexes }: Catalog): string {
  const rows = columns
    .filter((column) => column.table === name)
    .map((column) => [
      code(column.name),
      column.type,
      column.needed ? '' : 'may be null',
      column.standard ? code(column.standard) : '',
    ])
  const lines = [
    ...rules
      .filter((rule) => rule.table === name)
      .map((rule) => `- ${code(rule.name)}: ${code(rule.text)}`),
    ...indexes.filter((index) => index.table === name).map(({ text }) => `- ${code(text)}`),
  ]
  return `### ${name}\n\n${table(['column', 'type', '', 'default'], rows)}\n\n${lines.join('\n')}\n`
}

/** The links of the diagram: one for each pair of tables, so that it stays readable. */
function linksOf({ columns, rules }: Catalog): string[] {
  const tables = new Set(columns.map((column) => column.table))
  const links = new Map<string, string>()
  for (const { table: from, name } of columns) {
    const to = [`${name.replace(/_id$/, '')}s`, name === 'sku' ? 'variants' : ''].find(
      (other) => (name === 'sku' || name.endsWith('_id')) && tables.has(other) && other !== from,
    )
    if (to && to !== 'orgs') links.set(`${from} ${to}`, `  ${to} ||..o{ ${from} : ""`)
  }
  for (const { table: from, to } of rules) {
    if (to && to !== 'orgs') links.set(`${from} ${to}`, `  ${to} ||--o{ ${from} : ""`)
  }
  return [...links.values()].toSorted()
}

async function readCatalog(client: pg.Client): Promise<Catalog> {
  const columns = await client.query<Column>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as needed, pg_get_expr(d.adbin, d.adrelid) as standard
    from ${OUR_TABLES}
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    order by c.relname, a.attnum`)
  const rules = await client.query<Rule>(`
    select c.relname as table, r.conname as name,
      pg_get_constraintdef(r.oid) as text, nullif(r.confrelid, 0)::regclass::text as to
    from ${OUR_TABLES}
    join pg_constraint r on r.conrelid = c.oid and r.contype in ('p', 'u', 'f', 'c')
    order by c.relname, position(r.contype::text in 'pufc'), r.conname`)
  const indexes = await client.query<Index>(`
    select c.relname as table,
      replace(pg_get_indexdef(i.indexrelid), ' public.', ' ') as text
    from ${OUR_TABLES}
    join pg_index i on i.indrelid = c.oid
    where not exists (select from pg_constraint r where r.conindid = i.indexrelid)
    order by c.relname, i.indexrelid::regclass::text`)
  return { columns: columns.rows, rules: rules.rows, indexes: indexes.rows }
}

const OUR_TABLES = `pg_class c join pg_namespace n
  on n.oid = c.relnamespace and n.nspname = 'public' and c.relkind in ('r', 'p')
    and not c.relispartition`
