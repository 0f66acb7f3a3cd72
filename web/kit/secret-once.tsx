import { CopyButton } from './copy-button.tsx'
import { t } from './i18n.ts'
import { Notice } from './notice.tsx'
import classes from './secret-once.module.css'

type SecretOnceProps = { name: string; value: string; warning?: string }

/** The server keeps only its hash: whoever does not copy it now has to make another. */
export const SecretOnce = ({ name, value, warning }: SecretOnceProps) => (
  <div className={classes['secret']}>
    {warning && <Notice tone="warn">{warning}</Notice>}
    <div className={classes['value']} role="group" aria-label={name}>
      <code>{value}</code>
      <CopyButton value={value} label={t('Copy: {{name}}', { name })} />
    </div>
  </div>
)
