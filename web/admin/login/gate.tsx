import { t } from '#kit/i18n.ts'
import classes from './login-page.module.css'

/** The picture of the name: a gate half raised, and calm water behind it. Decoration only. */
export const Gate = () => (
  <aside className={classes['gate']} aria-hidden>
    <svg viewBox="0 0 400 400" fill="none" strokeLinecap="round">
      <path d="M80 40v320M320 40v320" stroke="#aeded7" strokeWidth="10" />
      <path d="M112 60h176v132H112z" fill="#aeded7" fillOpacity=".16" />
      <path d="M112 60h176v132H112zM112 104h176M112 148h176" stroke="#aeded7" strokeWidth="4" />
      <path d="M200 60V24M184 24h32" stroke="#aeded7" strokeWidth="6" />
      {[236, 270, 304, 338].map((y, index) => (
        <path
          key={y}
          d={`M112 ${y}c22-16 44-16 66 0s44 16 66 0 30-16 44-8`}
          stroke="#58b3a8"
          strokeOpacity={1 - index * 0.2}
          strokeWidth="5"
        />
      ))}
    </svg>
    <p>
      {t('Every order in once.')}
      <br />
      {t('Stock never sold twice.')}
      <br />
      {t('Money moved once.')}
    </p>
  </aside>
)
