import { arrayLiteral, type Element } from './array-literal.ts'
import { type ColumnType, copyBytes, type Values } from './copy-bytes.ts'
import type { Statement } from './lane.ts'

/** A column: its name, its type, and how its value is read from a row. JSON is given as text. */
export type Column<Row> = readonly [
  name: string,
  type: ColumnType,
  value: (row: Row) => Element | readonly string[],
]

/**
 * Builds the statement that writes rows into a table from one list of columns. A lane copies the
 * rows; anywhere else the same rows are one insert.
 */
export function rowsInto<Row>(
  table: string,
  columns: readonly Column<Row>[],
): (rows: readonly Row[]) => Statement {
  const names = columns.map(([name]) => name).join(', ')
  const types = columns.map(([, type]) => type)
  const taken = columns.map(([name, type]) => (type === LIST ? `${name}::${LIST}` : name))
  const given = types.map((type, i) => `$${i + 1}::${type === LIST ? 'text' : type}[]`)
  const text = `
    insert into ${table} (${names})
    select ${taken.join(', ')} from unnest(${given.join(', ')}) as r (${names})`
  const copy = `copy ${table} (${names}) from stdin (format binary)`
  return (rows) => {
    const valuesOf = (): Values[] => columns.map(([, , value]) => rows.map(value))
    return {
      ...{ name: `${table}_write`, text },
      get values() {
        return valuesOf().map((values, i) => (types[i] === LIST ? asTexts(values) : values))
      },
      copy: { text: copy, bytes: () => copyBytes(types, valuesOf()) },
    }
  }
}

/** `unnest` flattens an array of arrays, so each list is sent as the text of an array. */
const LIST: ColumnType = 'text[]'

const asTexts = (lists: Values): (string | null)[] =>
  lists.map((list) => (Array.isArray(list) ? arrayLiteral(list as string[]) : null))
