import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client'

/**
 * The metrics of this process, which `/metrics` serves. Each module declares its own in a file
 * `metrics.ts`.
 */
export type Metrics = {
  registry: Registry
  counter<Label extends string = never>(
    name: string,
    help: string,
    labels?: Label[],
  ): Counter<Label>
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labels?: Label[],
    collect?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label>
  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labels?: Label[],
  ): Histogram<Label>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    counter: (name, help, labelNames = []) => new Counter({ name, help, labelNames, registers }),
    gauge: (name, help, labelNames = [], collect) =>
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        ...(collect && {
          collect() {
            return collect(this)
          },
        }),
      }),
    histogram: (name, help, buckets, labelNames = []) =>
      new Histogram({ name, help, buckets, labelNames, registers }),
  }
}
