import classes from './logo.module.css'

/** The gate in its channel, half raised, with the water passing under it. */
export const Mark = ({ size = 24 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden focusable="false">
    <rect width="24" height="24" rx="6" fill="currentColor" />
    <path d="M5.5 4.5v15M18.5 4.5v15" stroke={PAPER} strokeWidth="2" strokeLinecap="round" />
    <path d="M8.5 5h7v6.5h-7z" fill={PAPER} />
    <path
      d="M8.5 15.5c1.2-1.1 2.3-1.1 3.5 0s2.3 1.1 3.5 0M8.5 19c1.2-1.1 2.3-1.1 3.5 0s2.3 1.1 3.5 0"
      {...WATER}
    />
  </svg>
)

export const Logo = () => (
  <span className={classes['logo']}>
    <Mark />
    Penstock
  </span>
)

const PAPER = 'var(--surface)'

const WATER = { stroke: PAPER, strokeWidth: 1.6, strokeLinecap: 'round', opacity: 0.75 } as const
