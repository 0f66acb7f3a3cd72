import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, useState } from 'react'
import classes from './chart.module.css'
import { labelEvery, ticksFor } from './scale.ts'

export type Point = {
  key: string
  /** Below the column, where there is room. */
  label: string
  /** In full, above its values. */
  title: string
  value: number | null
  /** What it stands beside, such as the same day a week earlier. */
  before?: number | null | undefined
  beforeTitle?: string | undefined
}

type ColumnChartProps = {
  /** What the chart says, for those who do not see it. */
  label: string
  points: readonly Point[]
  written: (value: number) => string
  /** The same in a few characters, for the axis. */
  short: (value: number) => string
  /** What the columns and the line stand for. */
  names: { value: string; before?: string | undefined }
}

const HEIGHT = 240
const MARGIN = { top: 10, right: 4, bottom: 26, left: 56 }
const LABEL_WIDTH = 52
const TICKS = 4
/** The last label does not leave the chart. */
const HALF_LABEL = 22

/** Columns for what is, a line for what was. Drawn here: a library for it weighs half a portal. */
export function ColumnChart({ label, points, written, short, names }: ColumnChartProps) {
  const { ref, width } = useElementSize()
  const [shown, setShown] = useState<number>()
  const plot = plotOf(points, width)
  const hasBefore = points.some(({ before }) => before !== undefined)
  return (
    <div className={classes['chart']} ref={ref} style={{ minHeight: HEIGHT }}>
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          width={width}
          height={HEIGHT}
          onPointerMove={(event) => setShown(indexAt(event, plot, points.length))}
          onPointerLeave={() => setShown(undefined)}
        >
          <Axes plot={plot} points={points} short={short} />
          {shown !== undefined && <Band plot={plot} index={shown} />}
          {points.map(({ key, value }, index) => (
            <Column key={key} plot={plot} index={index} value={value} />
          ))}
          {hasBefore && <Before plot={plot} points={points} />}
        </svg>
      )}
      {shown !== undefined && points[shown] && (
        <Tip plot={plot} index={shown} point={points[shown]} written={written} names={names} />
      )}
    </div>
  )
}

type Plot = {
  width: number
  ticks: number[]
  /** Where the middle of a column is, and how wide its place. */
  x: (index: number) => number
  place: number
  y: (value: number) => number
}

function plotOf(points: readonly Point[], width: number): Plot {
  const values = points.flatMap(({ value, before }) => [value ?? 0, before ?? 0])
  const ticks = ticksFor(values, TICKS)
  const [low, high] = [ticks[0]!, ticks.at(-1)!]
  const place = Math.max(0, width - MARGIN.left - MARGIN.right) / Math.max(1, points.length)
  const height = HEIGHT - MARGIN.top - MARGIN.bottom
  return {
    ...{ width, ticks, place },
    x: (index) => MARGIN.left + place * (index + 0.5),
    y: (value) => MARGIN.top + height * (1 - (value - low) / (high - low)),
  }
}

function indexAt(event: PointerEvent<SVGElement>, { place }: Plot, count: number) {
  const from = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left
  const index = Math.floor(from / place)
  return index >= 0 && index < count ? index : undefined
}

type AxesProps = { plot: Plot; points: readonly Point[]; short: (value: number) => string }

function Axes({ plot: { ticks, width, x, y }, points, short }: AxesProps) {
  const every = labelEvery(points.length, width - MARGIN.left, LABEL_WIDTH)
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? classes['base'] : classes['grid']}
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={MARGIN.left - 8} y={y(tick)} data-axis>
            {short(tick)}
          </text>
        </g>
      ))}
      {points.map(({ key, label }, index) =>
        // Counted from the end: the newest always has its label.
        (points.length - 1 - index) % every === 0 ? (
          <text key={key} x={Math.min(x(index), width - HALF_LABEL)} y={HEIGHT - 6}>
            {label}
          </text>
        ) : null,
      )}
    </>
  )
}

const COLUMN_MAX = 44

function Column({ plot, index, value }: { plot: Plot; index: number; value: number | null }) {
  if (!value) return null
  const width = Math.min(COLUMN_MAX, Math.max(1, plot.place * 0.68))
  const [top, bottom] = [plot.y(Math.max(0, value)), plot.y(Math.min(0, value))]
  return (
    <rect
      className={classes['column']}
      x={plot.x(index) - width / 2}
      y={top}
      width={width}
      height={Math.max(1, bottom - top)}
      rx={Math.min(3, width / 4)}
    />
  )
}

function Before({ plot, points }: { plot: Plot; points: readonly Point[] }) {
  const at = points.flatMap(({ before }, index) =>
    typeof before === 'number' ? [`${plot.x(index)},${plot.y(before)}`] : [],
  )
  return <polyline className={classes['before']} points={at.join(' ')} />
}

const Band = ({ plot, index }: { plot: Plot; index: number }) => (
  <rect
    className={classes['band']}
    x={plot.x(index) - plot.place / 2}
    y={MARGIN.top}
    width={plot.place}
    height={HEIGHT - MARGIN.top - MARGIN.bottom}
  />
)

type TipProps = {
  plot: Plot
  index: number
  point: Point
  written: (value: number) => string
  names: ColumnChartProps['names']
}

function Tip({ plot, index, point, written, names }: TipProps) {
  const x = plot.x(index)
  const side = x > plot.width / 2 ? { right: plot.width - x + 12 } : { left: x + 12 }
  return (
    <div className={classes['tip']} style={side} aria-hidden>
      <strong>{point.title}</strong>
      <span data-series="value">
        {names.value} <b>{point.value === null ? '–' : written(point.value)}</b>
      </span>
      {typeof point.before === 'number' && (
        <span data-series="before">
          {point.beforeTitle ?? names.before} <b>{written(point.before)}</b>
        </span>
      )}
    </div>
  )
}
