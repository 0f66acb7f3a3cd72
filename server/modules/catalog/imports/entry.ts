import type { CsvRecord } from '#platform/csv/read-csv.ts'
import { type Read, readRow } from './rows/columns.ts'

/** A record of the file, as it stands there and as it was understood. */
export type Entry = { line: number; cells: string[]; read: Read }

export function entryOf(record: CsvRecord, header: string[]): Entry {
  const { line } = record
  if ('fault' in record) return { line, cells: [record.text], read: { fault: record.fault } }
  return { line, cells: record.cells, read: readRow(header, record.cells) }
}
